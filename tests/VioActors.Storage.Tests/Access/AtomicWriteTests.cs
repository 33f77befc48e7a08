using VioActors.Storage.Access;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Access;

/// <summary>Writes that are seen as a whole or not at all.</summary>
[Trait("Req", "IO-1")]
public sealed class AtomicWriteTests
{
    private const int Chunk = Rig.ChunkBytes;

    [Theory]
    [InlineData(0, 512)]
    [InlineData(512, Chunk - 1024)]
    [InlineData(0, Chunk)]
    [InlineData(Chunk / 2, Chunk)]
    [InlineData((2 * Chunk) - 512, 1024)]
    public async Task The_bytes_are_written_and_those_beside_them_stay(int offset, int length)
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 3 * Chunk);
        var (one, two) = (lu.Open(rig.PathOfOne), lu.Open(rig.PathOfTwo));
        var expected = Rig.Pattern(3 * Chunk, 1);
        await Rig.WriteOkAsync(one, 0, expected);
        var written = Rig.Pattern(length, 2);
        written.CopyTo(expected, offset);

        Assert.Equal(StorageResult.Ok, await two.WriteAtomicAsync(offset, written));

        Assert.Equal(expected, await Rig.ReadOkAsync(one, 0, expected.Length));
        Assert.Equal(expected, await Rig.ReadOkAsync(two, 0, expected.Length));
        Assert.Equal(0, lu.OpenRewrites);
    }

    [Fact]
    public async Task What_was_never_written_is_zero_beside_them()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        Assert.Equal(StorageResult.Ok, await access.WriteAtomicAsync(1024, Rig.Pattern(512, 1)));
        byte[] expected = [.. new byte[1024], .. Rig.Pattern(512, 1), .. new byte[512]];
        Assert.Equal(expected, await Rig.ReadOkAsync(access, 0, 2048));
        Assert.Equal(StorageResult.Ok, await access.WriteAtomicAsync(0, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await access.WriteAtomicAsync(0, new byte[Chunk + 512]));
    }

    /// <summary>The power goes after each operation on the medium in turn: nothing of the write is there until all of it is.</summary>
    [Fact]
    [Trait("Req", "STO-6")]
    public async Task At_whatever_operation_the_power_goes_all_of_it_is_there_or_nothing()
    {
        var (former, written, cuts, sawOld, sawNew) = (Rig.Pattern(2 * Chunk, 1), Rig.Pattern(Chunk, 2), 0, false, false);
        for (var cut = 0; !sawNew; cut++, cuts++)
        {
            var rig = new Rig();
            var lu = rig.Pool.CreateLu(1, 2 * Chunk);
            var access = lu.Open(rig.PathOfOne);
            await Rig.WriteOkAsync(access, 0, former, fua: true);
            var left = cut;
            rig.VolumesOfOne.ForEach(volume => volume.Fail = _ =>
                left-- > 0 ? null : new VolumeResult(VolumeStatus.Lost, "The power is off."));

            var result = await access.WriteAtomicAsync(Chunk / 2, written);

            rig.Crash(new Random(cut));
            lu.ForgetHolders();
            lu.ForgetRewrites();
            var found = await Rig.ReadOkAsync(lu.Open(rig.PathOfOne), Chunk / 2, Chunk);
            var isNew = found.AsSpan().SequenceEqual(written);
            Assert.True(isNew || found.AsSpan().SequenceEqual(former.AsSpan(Chunk / 2, Chunk)), $"cut after {cut}: a mixture");
            Assert.Equal(result == StorageResult.Ok, isNew);
            (sawOld, sawNew) = (sawOld | !isNew, isNew);
        }

        Assert.True(sawOld);
        Assert.True(cuts >= 5, $"{cuts} operations");
    }

    /// <summary>Its holder dies before the owner has stored the end: whole new bytes lie at places that nobody knows.</summary>
    [Fact]
    public async Task Without_the_owners_word_the_former_bytes_count()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        var former = Rig.Pattern(Chunk, 1);
        await Rig.WriteOkAsync(access, 0, former, fua: true);
        lu.BeforeEnd = () => throw new TimeoutException();

        await Assert.ThrowsAsync<TimeoutException>(async () => await access.WriteAtomicAsync(0, Rig.Pattern(Chunk, 2)));

        rig.Crash(new Random(1));
        lu.ForgetHolders();
        lu.ForgetRewrites();
        Assert.Equal(former, await Rig.ReadOkAsync(lu.Open(rig.PathOfTwo), 0, Chunk));
    }

    [Fact]
    public async Task Readers_wait_while_the_chunks_are_made_and_see_the_whole_of_it()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 2 * Chunk);
        var (one, two) = (lu.Open(rig.PathOfOne), lu.Open(rig.PathOfTwo));
        await Rig.WriteOkAsync(one, 0, Rig.Pattern(2 * Chunk, 1));
        await Rig.ReadOkAsync(two, 0, 2 * Chunk);
        var (atEnd, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        lu.BeforeEnd = () =>
        {
            atEnd.TrySetResult();
            return goOn.Task;
        };
        var writing = one.WriteAtomicAsync(Chunk / 2, Rig.Pattern(Chunk, 2)).AsTask();
        await atEnd.Task;

        var bytes = new byte[Chunk];
        var reading = two.ReadAsync(Chunk / 2, bytes).AsTask();
        var between = two.WriteAsync(Chunk, Rig.Pattern(512, 3)).AsTask();
        Assert.False(reading.IsCompleted);
        Assert.False(between.IsCompleted);
        Assert.False(writing.IsCompleted);
        goOn.SetResult();

        Assert.Equal((StorageResult.Ok, StorageResult.Ok, StorageResult.Ok), (await writing, await reading, await between));
        var whole = Rig.Pattern(Chunk, 2);
        Assert.Equal(whole[..(Chunk / 2)], bytes[..(Chunk / 2)]);
        Assert.Equal(whole[((Chunk / 2) + 512)..], bytes[((Chunk / 2) + 512)..]);
    }

    [Fact]
    public async Task Under_load_through_two_paths_no_reader_sees_a_part()
    {
        const int rounds = 60;
        var rig = new Rig(chunksPerVolume: 32);
        var lu = rig.Pool.CreateLu(1, 3 * Chunk);
        var (one, two) = (lu.Open(rig.PathOfOne), lu.Open(rig.PathOfTwo));
        var isOver = false;
        using var scrubbing = new SemaphoreSlim(1);
        await Rig.WriteOkAsync(one, 0, new byte[3 * Chunk]);
        var readers = new[] { one, two }.Select(access => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var found = await Rig.ReadOkAsync(access, Chunk / 2, Chunk);
                Assert.True(found.AsSpan().IndexOfAnyExcept(found[0]) < 0, $"a mixture of {found[0]} and others");
            }
        })).ToList();
        var writers = new[] { (one, 0), (two, 100) }.Select(writer => Task.Run(async () =>
        {
            for (var round = 1; round <= rounds; round++)
            {
                var bytes = Enumerable.Repeat((byte)(writer.Item2 + round), Chunk).ToArray();
                StorageResult result;
                while ((result = await writer.Item1.WriteAtomicAsync(Chunk / 2, bytes)) == StorageResult.SpaceExhausted)
                {
                    // One at a time: what one has erased may be written again while another erases it.
                    await scrubbing.WaitAsync();
                    await rig.Pool.ScrubAsync(rig.Scrubber);
                    scrubbing.Release();
                }

                Assert.True(result is StorageResult.Ok or StorageResult.NotReady, $"{result}");
            }
        })).ToList();

        await Task.WhenAll(writers);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(readers);
        Assert.Equal(0, lu.OpenRewrites);
    }

    [Fact]
    public async Task Where_the_volume_is_not_reached_nothing_is_begun()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(Chunk, 1));
        rig.PathOfOne.Inject(new InjectedFault.Cut());
        lu.BeforeEnd = () => throw new InvalidOperationException("It was begun.");

        Assert.Equal(StorageResult.PathLost, await access.WriteAtomicAsync(0, Rig.Pattern(512, 2)));
    }

    [Fact]
    public async Task A_grant_that_ends_in_between_is_waited_for_and_it_is_done_under_the_next()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(Chunk, 1));
        await lu.RevokeAsync();
        var writing = access.WriteAtomicAsync(512, Rig.Pattern(512, 2)).AsTask();
        Assert.False(writing.IsCompleted);

        lu.Regrant();

        Assert.Equal(StorageResult.Ok, await writing);
        Assert.Equal(Rig.Pattern(512, 2), await Rig.ReadOkAsync(access, 512, 512));
    }
}
