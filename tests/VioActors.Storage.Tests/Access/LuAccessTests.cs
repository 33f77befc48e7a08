using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Maps;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Access;

public sealed class LuAccessTests
{
    private const int Chunk = Rig.ChunkBytes;

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task An_unwritten_LU_reads_zero_and_takes_no_space()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 4 * Chunk);
        var access = lu.Open(rig.PathOfOne);

        Assert.Equal(new byte[2 * Chunk], await Rig.ReadOkAsync(access, Chunk / 2, 2 * Chunk));

        Assert.Equal(0, rig.Pool.Space.Capacity.Used);
        Assert.Equal(3, lu.FindQuestions);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task A_partial_first_write_takes_one_chunk_whose_rest_is_zero()
    {
        var rig = new Rig();
        var access = rig.Pool.CreateLu(1, 4 * Chunk).Open(rig.PathOfOne);
        var bytes = Rig.Pattern(700, 1);

        await Rig.WriteOkAsync(access, Chunk + 100, bytes);

        var expected = new byte[Chunk];
        bytes.CopyTo(expected, 100);
        Assert.Equal(expected, await Rig.ReadOkAsync(access, Chunk, Chunk));
        Assert.Equal(1, rig.Pool.Space.Capacity.Used);
    }

    [Fact]
    public async Task A_mapped_chunk_is_written_and_read_without_asking()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(512, 1));
        var asked = lu.AllocationQuestions + lu.FindQuestions;

        await Rig.WriteOkAsync(access, 4096, Rig.Pattern(512, 2));
        Assert.Equal(Rig.Pattern(512, 2), await Rig.ReadOkAsync(access, 4096, 512));

        Assert.Equal(asked, lu.AllocationQuestions + lu.FindQuestions);
    }

    [Fact]
    public async Task An_IO_over_several_chunks_is_split_and_put_together()
    {
        var rig = new Rig();
        var access = rig.Pool.CreateLu(1, 10 * Chunk).Open(rig.PathOfOne);
        var bytes = Rig.Pattern((5 * Chunk) + 1000, 3);

        await Rig.WriteOkAsync(access, Chunk - 512, bytes);

        Assert.Equal(bytes, await Rig.ReadOkAsync(access, Chunk - 512, bytes.Length));
        Assert.Equal(new byte[512], await Rig.ReadOkAsync(access, Chunk - 1024, 512));
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task What_one_VIOS_wrote_the_other_reads_although_its_grant_has_the_chunk_unmapped()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 4 * Chunk);
        var (one, two) = (lu.Open(rig.PathOfOne), lu.Open(rig.PathOfTwo));
        Assert.Equal(new byte[512], await Rig.ReadOkAsync(two, 0, 512));

        await Rig.WriteOkAsync(one, 0, Rig.Pattern(512, 4));

        Assert.Equal(Rig.Pattern(512, 4), await Rig.ReadOkAsync(two, 0, 512));
        await Rig.WriteOkAsync(two, 512, Rig.Pattern(512, 5));
        Assert.Equal(1, rig.Pool.Space.Capacity.Used);
        Assert.Equal(Rig.Pattern(512, 5), await Rig.ReadOkAsync(one, 512, 512));
    }

    [Fact]
    public async Task Concurrent_first_writes_of_a_chunk_share_one_question()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        var answer = new TaskCompletionSource();
        lu.BeforeAnswer = () => answer.Task;

        var writes = Enumerable.Range(0, 8).Select(i => access.WriteAsync(i * 512, Rig.Pattern(512, i)).AsTask()).ToList();
        Assert.All(writes, write => Assert.False(write.IsCompleted));
        answer.SetResult();

        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(StorageResult.Ok, result));
        Assert.Equal(1, lu.AllocationQuestions);
        for (var i = 0; i < 8; i++)
            Assert.Equal(Rig.Pattern(512, i), await Rig.ReadOkAsync(access, i * 512, 512));
    }

    [Fact]
    public async Task First_writes_during_a_question_go_together_in_the_next_one()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, 8 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        var answer = new TaskCompletionSource();
        lu.BeforeAnswer = () => answer.Task;

        var writes = Enumerable.Range(0, 8).Select(i => access.WriteAsync(i * Chunk, Rig.Pattern(512, i)).AsTask()).ToList();
        answer.SetResult();

        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(StorageResult.Ok, result));
        Assert.Equal(2, lu.AllocationQuestions);
        for (var i = 0; i < 8; i++)
            Assert.Equal(Rig.Pattern(512, i), await Rig.ReadOkAsync(access, i * Chunk, 512));
    }

    [Fact]
    public async Task Of_first_writes_that_went_together_those_with_space_succeed()
    {
        var rig = new Rig(volumeCount: 1, chunksPerVolume: 4);
        var lu = rig.Pool.CreateLu(1, 8 * Chunk);
        var access = lu.Open(rig.PathOfOne);
        var answer = new TaskCompletionSource();
        lu.BeforeAnswer = () => answer.Task;

        var writes = Enumerable.Range(0, 8).Select(i => access.WriteAsync(i * Chunk, Rig.Pattern(512, i)).AsTask()).ToList();
        answer.SetResult();
        var results = await Task.WhenAll(writes);

        Assert.Equal(4, results.Count(result => result == StorageResult.Ok));
        Assert.Equal(4, results.Count(result => result == StorageResult.SpaceExhausted));
        for (var i = 0; i < 8; i++)
        {
            var expected = results[i] == StorageResult.Ok ? Rig.Pattern(512, i) : new byte[512];
            Assert.Equal(expected, await Rig.ReadOkAsync(access, i * Chunk, 512));
        }
    }

    [Fact]
    public async Task A_writer_who_gives_up_does_not_take_the_others_chunk_away()
    {
        var rig = new Rig();
        var lu = rig.Pool.CreateLu(1, Chunk);
        var access = lu.Open(rig.PathOfOne);
        var answer = new TaskCompletionSource();
        lu.BeforeAnswer = () => answer.Task;
        using var abort = new CancellationTokenSource();
        var first = access.WriteAsync(0, Rig.Pattern(512, 1), false, abort.Token).AsTask();
        var second = access.WriteAsync(512, Rig.Pattern(512, 2)).AsTask();

        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult();

        Assert.Equal(StorageResult.Ok, await second);
        Assert.Equal(1, lu.AllocationQuestions);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task A_write_without_space_changes_nothing_and_works_when_space_has_come()
    {
        var rig = new Rig(volumeCount: 1, chunksPerVolume: 2);
        var access = rig.Pool.CreateLu(1, 4 * Chunk).Open(rig.PathOfOne);
        var old = Rig.Pattern(Chunk, 1);
        await Rig.WriteOkAsync(access, 0, old);

        var big = Rig.Pattern(3 * Chunk, 2);
        Assert.Equal(StorageResult.SpaceExhausted, await access.WriteAsync(0, big));
        Assert.Equal(1, rig.Pool.Space.Capacity.Used);
        Assert.Equal(old, await Rig.ReadOkAsync(access, 0, Chunk));
        Assert.Equal(new byte[2 * Chunk], await Rig.ReadOkAsync(access, Chunk, 2 * Chunk));

        rig.Media.Add(new MemoryMedium(new PvId(new Guid(9, 9, 9, new byte[8])), rig.Media[0].Pool, Rig.Chunk, 4));
        rig.PathOfOne.AddVolume(1, new FaultyVolume(rig.Media[1]));
        Assert.IsType<AllocatorReply.Ok>(rig.Pool.Do(space => AllocatorDecisions.AddVolume(space, 1, 4)));
        await Rig.WriteOkAsync(access, 0, big);
        Assert.Equal(big, await Rig.ReadOkAsync(access, 0, big.Length));
    }

    [Theory]
    [InlineData(-1, 512)]
    [InlineData(2 * Chunk - 511, 512)]
    [InlineData(long.MaxValue - 10, 512)]
    [InlineData(2 * Chunk + 1, 0)]
    public async Task A_range_outside_the_LU_is_a_broken_invariant(long offset, int length)
    {
        var rig = new Rig();
        var access = rig.Pool.CreateLu(1, 2 * Chunk).Open(rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, new byte[2 * Chunk]);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await access.ReadAsync(offset, new byte[length]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await access.WriteAsync(offset, new byte[length]));

        Assert.Equal(0, access.InFlight);
    }

    [Fact]
    public async Task An_empty_IO_at_the_very_end_is_fine()
    {
        var rig = new Rig();
        var access = rig.Pool.CreateLu(1, Chunk).Open(rig.PathOfOne);
        Assert.Equal(StorageResult.Ok, await access.ReadAsync(Chunk, Memory<byte>.Empty));
        Assert.Equal(StorageResult.Ok, await access.WriteAsync(Chunk, ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public async Task An_owner_that_moves_a_mapped_chunk_under_a_valid_grant_is_a_broken_invariant()
    {
        var rig = new Rig();
        var map = new ChunkMap(1);
        var liar = new LyingOwner(map);
        var access = new LuAccess(rig.PathOfOne, liar, new LuAccessOptions { ChunkSize = Rig.Chunk }, TimeProvider.System);
        access.Grant(new LuGrant(new GrantEpoch(1), Chunk, map));

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await access.WriteAsync(0, new byte[512]));
        Assert.Equal(0, access.InFlight);
    }

    /// <summary>Lets another answer slip in before its own, which differs.</summary>
    private sealed class LyingOwner(ChunkMap map) : IChunkMapOwner
    {
        public ValueTask<ChunksAnswer> AllocateAsync(
            GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
        {
            map.TryMap(logicalChunks[0], new ChunkAddress(0, 1));
            return new(ChunksAnswer.Mapped([new ChunkAddress(0, 2)]));
        }

        public ValueTask<IReadOnlyCollection<int>?> FindVolumesAsync(CancellationToken cancellation) =>
            new((IReadOnlyCollection<int>?)null);

        public ValueTask<ChunkAnswer> FindAsync(GrantEpoch epoch, long logicalChunk, CancellationToken cancellation) =>
            new(ChunkAnswer.Of(ChunkAnswerStatus.Unmapped));
    }
}
