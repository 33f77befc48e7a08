using VioActors.Initiator.Checking;

namespace VioActors.Interop.Tests.Redundancy;

/// <summary>The check itself: what it must accept, and what it must find.</summary>
public sealed class LinearizabilityTests
{
    [Fact]
    public void AReadFindsTheWriteBefore_OrOneThatRunsAtTheSameTime() => Accepts(
        Write(1, 1, 2), Read(1, 3, 4), Write(2, 5, 10), Read(1, 6, 7), Read(2, 8, 9), Read(2, 11, 12));

    [Fact]
    public void BeforeTheFirstWriteThereAreZeros() => Accepts(Read(0, 1, 2), Write(1, 3, 6), Read(0, 4, 5), Read(1, 7, 8));

    [Fact]
    public void WritesAtTheSameTimeTakeEitherOrder_ButOne()
    {
        Accepts(Write(1, 1, 10), Write(2, 2, 9), Read(1, 11, 12));
        Accepts(Write(1, 1, 10), Write(2, 2, 9), Read(2, 11, 12));
        Rejects("were there", Write(1, 1, 10), Write(2, 2, 9), Read(1, 11, 12), Read(2, 13, 14), Read(1, 15, 16));
    }

    [Fact]
    public void AStaleRead_IsFound() => Rejects("were there", Write(1, 1, 2), Read(1, 3, 4), Write(2, 5, 6), Read(2, 7, 8), Read(1, 9, 10));

    [Fact]
    public void AStaleReadAfterAnAcknowledgedWriteThatNobodyReads_IsFound() => Rejects(
        "lies wholly within", Write(1, 1, 2), Write(2, 3, 4), Read(1, 5, 6));

    [Fact]
    public void ALostFirstWrite_IsFound() => Rejects("lies wholly within", Write(1, 1, 2), Read(0, 3, 4));

    [Fact]
    public void TwoReadersThatDisagreeOnTheOrder_AreFound() => Rejects(
        "lies wholly within", Write(1, 1, 20), Write(2, 2, 19), Read(1, 3, 4), Read(2, 5, 6), Read(1, 7, 8));

    [Fact]
    public void APhantom_IsFound() => Rejects("nobody wrote that", Write(1, 1, 2), Read(7, 3, 4));

    [Fact]
    public void AReadOfTheFuture_IsFound() => Rejects("before", Read(1, 1, 2), Write(1, 3, 4));

    [Fact]
    public void AWriteWithoutAnAnswer_MayHaveHappened_OrNot_OrHappenLate()
    {
        Accepts(Write(1, 1, 2), Unanswered(2, 3), Read(1, 4, 5), Read(1, 6, 7));
        Accepts(Write(1, 1, 2), Unanswered(2, 3), Read(2, 4, 5));
        Accepts(Write(1, 1, 2), Unanswered(2, 3), Read(1, 4, 5), Read(2, 6, 7));
        Accepts(Write(1, 1, 2), Unanswered(2, 3), Write(3, 4, 5), Read(3, 6, 7), Read(2, 8, 9));
    }

    [Fact]
    public void AWriteWithoutAnAnswer_HappensOnceAtMost() => Rejects(
        "were there", Write(1, 1, 2), Unanswered(2, 3), Read(2, 4, 5), Write(3, 6, 7), Read(3, 8, 9), Read(2, 10, 11));

    [Fact]
    public void ATornBlockIsOnlyFoundWhileAWriteRuns()
    {
        Accepts(Write(1, 1, 4), Read(null, 2, 3), Read(1, 5, 6));
        Accepts(Unanswered(1, 1), Read(null, 2, 3));
        Rejects("no write is under way", Write(1, 1, 2), Read(null, 3, 4));
    }

    [Fact]
    public void BlocksAreRegistersOfTheirOwn()
    {
        Accepts(Write(1, 1, 2), Read(0, 3, 4) with { Block = 2 });
        Rejects("in block 2", Write(1, 1, 2) with { Block = 2 }, Read(0, 3, 4) with { Block = 2 }, Read(0, 5, 6) with { Block = 1 });
    }

    [Fact]
    public void AgainstEveryOrderOfSmallHistories_TheCheckSaysTheSame()
    {
        var random = new Random(4711);
        var (accepted, rejected) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var history = SmallHistory.Make(random);
            var expected = SmallHistory.HasAnOrder(history);
            Assert.True(
                expected == (Linearizability.Check(history).Count == 0), $"expected {expected} for\n{string.Join('\n', history)}");
            (accepted, rejected) = expected ? (accepted + 1, rejected) : (accepted, rejected + 1);
        }

        Assert.True(accepted > 300 && rejected > 300, $"{accepted} accepted, {rejected} rejected");
    }

    [Fact]
    public void AStampedBlockKnowsItsPlaceAndItsWrite()
    {
        var bytes = new byte[4096];
        Assert.Equal(0, StampedBlock.Read(bytes, 5));
        StampedBlock.Write(bytes, 5, 77);
        Assert.Equal(77, StampedBlock.Read(bytes, 5));
        Assert.Null(StampedBlock.Read(bytes, 6));
        bytes[4000] ^= 1;
        Assert.Null(StampedBlock.Read(bytes, 5));
    }

    private static BlockOperation Write(long value, long begin, long end) => new("w", 1, true, value, begin, end);

    private static BlockOperation Unanswered(long value, long begin) => Write(value, begin, BlockOperation.NeverAnswered);

    private static BlockOperation Read(long? value, long begin, long end) => new("r", 1, false, value, begin, end);

    private static void Accepts(params BlockOperation[] history) => Assert.Empty(Linearizability.Check(history));

    private static void Rejects(string reason, params BlockOperation[] history) =>
        Assert.Contains(reason, Assert.Single(Linearizability.Check(history)), StringComparison.Ordinal);
}
