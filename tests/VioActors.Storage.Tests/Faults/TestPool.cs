using System.Collections.Immutable;
using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Chunks;
using VioActors.Storage.Maps;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Faults;

/// <summary>Owner of a pool's space and of its LUs' maps, as the entity actors do it; its journal is what survives a crash.</summary>
public sealed class TestPool(ChunkSize chunkSize)
{
    private readonly Lock _sync = new();
    private readonly List<AllocatorEvent> _journal = [];
    private readonly Dictionary<int, TestLu> _lus = [];

    public ChunkSize ChunkSize => chunkSize;

    public AllocatorState Space { get; private set; } = AllocatorState.Empty;

    public IReadOnlyList<AllocatorEvent> Journal => _journal;

    public AllocatorReply Do(Func<AllocatorState, AllocatorReply> decide)
    {
        lock (_sync)
        {
            var reply = decide(Space);
            if (reply is AllocatorReply.Ok { Event: var change })
            {
                _journal.Add(change);
                Space = Space.Apply(change);
            }

            return reply;
        }
    }

    public TestLu CreateLu(int number, long sizeBytes) => _lus[number] = new TestLu(this, sizeBytes);

    /// <summary>Closes every access, frees the chunks, and scrubs them.</summary>
    public async Task DeleteLuAsync(int number, ChunkScrubber scrubber)
    {
        var lu = _lus[number];
        _lus.Remove(number);
        await lu.CloseAsync();
        Do(space => AllocatorDecisions.Free(space, lu.Extents()));
        await ScrubAsync(scrubber);
    }

    public async Task<StorageResult> ScrubAsync(ChunkScrubber scrubber)
    {
        var extents = Space.Freeing.ToImmutableArray();
        var result = await scrubber.ScrubAsync(extents);
        if (result == StorageResult.Ok)
            Do(space => AllocatorDecisions.ConfirmZeroed(space, extents));
        return result;
    }
}

/// <summary>One LU: the one writer of its map, which grants copies of it.</summary>
public sealed partial class TestLu(TestPool pool, long sizeBytes) : IChunkMapOwner
{
    private readonly Lock _sync = new();
    private readonly List<LuAccess> _holders = [];
    private readonly ChunkMap _map = new(pool.ChunkSize.ChunksFor(sizeBytes));
    private GrantEpoch _epoch = new(1);
    private bool _gone;

    public int AllocationQuestions { get; private set; }

    public int FindQuestions { get; private set; }

    public int VolumeQuestions { get; private set; }

    /// <summary>Does not say which volumes it is on.</summary>
    public bool DoesNotSay { get; set; }

    /// <summary>Awaited before each answer.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    public long SizeBytes => sizeBytes;

    public ChunkMap Map => _map;

    public LuAccess Open(IChunkIo io, LuAccessOptions? options = null, TimeProvider? time = null)
    {
        var ownOptions = (options ?? new LuAccessOptions()) with { ChunkSize = pool.ChunkSize };
        var access = new LuAccess(io, this, ownOptions, time ?? TimeProvider.System);
        lock (_sync)
        {
            access.Grant(new LuGrant(_epoch, sizeBytes, _map.Copy()));
            _holders.Add(access);
        }

        return access;
    }

    /// <summary>Revokes all grants and gives new ones, as around a change of the map.</summary>
    public async Task RenewAsync()
    {
        await RevokeAsync();
        Regrant();
    }

    public Task RevokeAsync()
    {
        lock (_sync)
        {
            var former = _epoch;
            _epoch = new GrantEpoch(former.Value + 1);
            return Task.WhenAll(_holders.Select(holder => holder.RevokeAsync(former)));
        }
    }

    public void Regrant()
    {
        lock (_sync)
        {
            foreach (var holder in _holders)
                holder.Grant(new LuGrant(_epoch, sizeBytes, _map.Copy()));
        }
    }

    /// <summary>After a crash of all holders.</summary>
    public void ForgetHolders() => _holders.Clear();

    public Task CloseAsync()
    {
        lock (_sync)
        {
            _gone = true;
            return Task.WhenAll(_holders.Select(holder => holder.CloseAsync(StorageResult.Gone)));
        }
    }

    public ImmutableArray<ChunkExtent> Extents() => [.. _map.Mapped().Select(entry => ChunkExtent.Of(entry.Address))];

    public async ValueTask<ChunksAnswer> AllocateAsync(
        GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation)
    {
        if (BeforeAnswer is { } before)
            await before();
        await AwaitRewritesAsync(logicalChunks, cancellation);
        await Task.Yield();
        lock (_sync)
        {
            AllocationQuestions++;
            if (Refusal(epoch) is { } refused)
                return ChunksAnswer.Of(refused);
            var lacking = logicalChunks.Where(chunk => !_map[chunk].IsMapped).ToList();
            if (lacking.Count != 0 && !TryAllocate(lacking))
                return ChunksAnswer.Of(ChunkAnswerStatus.SpaceExhausted);
            return ChunksAnswer.Mapped([.. logicalChunks.Select(chunk => _map[chunk])]);
        }
    }

    public async ValueTask<ChunkAnswer> FindAsync(GrantEpoch epoch, long logicalChunk, CancellationToken cancellation)
    {
        if (BeforeAnswer is { } before)
            await before();
        await AwaitRewritesAsync([logicalChunk], cancellation);
        await Task.Yield();
        lock (_sync)
        {
            FindQuestions++;
            if (Refusal(epoch) is { } refused)
                return ChunkAnswer.Of(refused);
            return _map[logicalChunk] is { IsMapped: true } present
                ? ChunkAnswer.Mapped(present)
                : ChunkAnswer.Of(ChunkAnswerStatus.Unmapped);
        }
    }

    public async ValueTask<IReadOnlyCollection<int>?> FindVolumesAsync(CancellationToken cancellation)
    {
        if (BeforeAnswer is { } before)
            await before();
        lock (_sync)
        {
            VolumeQuestions++;
            return DoesNotSay ? null : _map.PvIndexes;
        }
    }

    private bool TryAllocate(List<long> logicalChunks)
    {
        var reply = pool.Do(space => AllocatorDecisions.Allocate(space, logicalChunks.Count, AllocationPurpose.Client));
        if (reply is not AllocatorReply.Ok { Event: AllocatorEvent.ChunksAllocated allocated })
            return false;
        foreach (var (logicalChunk, address) in logicalChunks.Zip(allocated.Extents.SelectMany(extent => extent.Addresses())))
            _map.TryMap(logicalChunk, address);
        return true;
    }

    private ChunkAnswerStatus? Refusal(GrantEpoch epoch) =>
        _gone ? ChunkAnswerStatus.Gone
        : epoch != _epoch ? ChunkAnswerStatus.Revoked
        : null;
}
