using FsCheck;
using FsCheck.Fluent;

namespace VioActors.Storage.Tests.Model;

public sealed class PoolModelTests
{
    private static readonly (int, StepKind)[] Io =
        [(8, StepKind.Write), (3, StepKind.WriteDurable), (6, StepKind.Read), (1, StepKind.Flush), (4, StepKind.EndBatch)];

    [Fact]
    [Trait("Req", "STO-6")]
    public void Two_VIOSes_see_the_same_bytes_whatever_they_do_at_once() => Check([.. Io, (2, StepKind.EndBatchWithRenewal)]);

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_deleted_LUs_bytes_are_never_seen_again() =>
        Check([.. Io, (2, StepKind.DeleteLu), (1, StepKind.DeleteLuWithFailingFlush), (1, StepKind.Crash)]);

    [Fact]
    [Trait("Req", "RED-3")]
    public void A_cut_in_the_middle_of_IO_loses_no_acknowledged_write() => Check([.. Io, (3, StepKind.EndBatchWithCut)]);

    [Fact]
    [Trait("Req", "STO-6")]
    public void A_crash_loses_no_write_that_was_flushed_or_forced() => Check([.. Io, (3, StepKind.Flush), (3, StepKind.Crash)]);

    [Fact]
    public void Everything_at_once() => Check(
        [
            .. Io,
            (2, StepKind.EndBatchWithRenewal),
            (2, StepKind.EndBatchWithCut),
            (2, StepKind.DeleteLu),
            (1, StepKind.DeleteLuWithFailingFlush),
            (1, StepKind.Crash),
        ]);

    private static void Check((int, StepKind)[] kinds)
    {
        var property = Prop.ForAll(
            Step.Runs(PoolRun.LuCount, PoolRun.LuSectors, kinds),
            steps => new PoolRun().RunAsync(steps).GetAwaiter().GetResult());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60), property);
    }
}
