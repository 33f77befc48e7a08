using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>
/// The bytes of one logical unit at one VIOS, under grants of the map's owner (STO-6). Thread-safe.
/// <para>A mapped chunk is read and written without asking. A write into an unmapped chunk asks for its chunk first, which is known to be
/// zero, so a partial first write fills nothing; one of several chunks asks for all of them before it writes any byte. A read of an
/// unmapped chunk asks whether it still is, and then gives zeros.</para>
/// <para>A revocation lets the I/O in flight on the medium end, turns waits for the owner into waits for the next grant, and holds new
/// I/O for that grant; an I/O that was held or turned back runs again as a whole under the next one.</para>
/// <para>How many I/Os run at once is bounded by the callers (the task sets); those that wait for a grant are bounded here.</para>
/// <para>Overlapping concurrent writes give any of them per sector, as on a disk. A cancelled I/O throws
/// <see cref="OperationCanceledException"/> while it waits for an owner or a grant; on the medium it runs to its end.</para>
/// </summary>
public sealed partial class LuAccess
{
    private readonly IChunkIo _io;
    private readonly IChunkMapOwner _owner;
    private readonly LuAccessOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _sync = new();
    private volatile LuLease? _lease;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StorageResult? _closedWith;
    private long _sizeBytes;
    private int _waitingCount;

    /// <summary>Begins without a grant: I/O waits for the first <see cref="Grant"/>.</summary>
    public LuAccess(IChunkIo io, IChunkMapOwner owner, LuAccessOptions options, TimeProvider time) =>
        (_io, _owner, _options, _time) = (io, owner, options, time);

    /// <summary>Size by the latest grant; 0 before the first.</summary>
    public long SizeBytes => Volatile.Read(ref _sizeBytes);

    /// <summary>Epoch of the latest grant, revoked or not; null before the first.</summary>
    public GrantEpoch? Epoch => _lease?.Grant.Epoch;

    /// <summary>Whether I/O runs now, without waiting for a grant.</summary>
    public bool IsGranted => _lease is { IsRevoked: false };

    /// <summary>I/Os under the latest grant that have not ended.</summary>
    public int InFlight => _lease?.Gate.InFlight ?? 0;

    /// <summary>Takes the first or next grant; what waits for it runs.</summary>
    /// <exception cref="InvalidOperationException">
    /// The earlier grant is not revoked and drained, or its epoch is not lower, or this access is closed.
    /// </exception>
    /// <exception cref="ArgumentException">The size does not fit the map.</exception>
    public void Grant(LuGrant grant)
    {
        if (grant.SizeBytes < 1 || _options.ChunkSize.ChunksFor(grant.SizeBytes) > grant.Map.ChunkCount)
        {
            throw new ArgumentException(
                $"A size of {grant.SizeBytes} bytes does not fit a map of {grant.Map.ChunkCount} chunks.", nameof(grant));
        }

        TaskCompletionSource waiting;
        lock (_sync)
        {
            CheckGrant(grant);
            Volatile.Write(ref _sizeBytes, grant.SizeBytes);
            _lease = new LuLease(grant, _owner, _time, _options.OwnerAnswerLimit);
            waiting = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    /// <summary>
    /// Ends the grant of this epoch or a lower one; safe to repeat. When the task ends, nothing of this LU is under way on the medium at
    /// this VIOS, and nothing begins before the next <see cref="Grant"/>.
    /// </summary>
    public Task RevokeAsync(GrantEpoch epoch)
    {
        LuLease? lease;
        lock (_sync)
        {
            lease = _lease;
            if (lease is null || lease.Grant.Epoch > epoch)
                return Task.CompletedTask;
            lease.Revoke();
        }

        return lease.SuspendAsync();
    }

    /// <summary>
    /// Forgets where chunks are, without giving the grant up: the owner takes them away. When the task ends, nothing is under way at their
    /// former places at this VIOS; what comes later asks the owner. I/O waits meanwhile. One at a time.
    /// </summary>
    /// <param name="ranges">Logical chunks; what lies outside the map is passed over.</param>
    public async Task WithdrawAsync(IReadOnlyList<(long First, long Count)> ranges)
    {
        if (_lease is not { } former)
            return;
        await former.SuspendAsync().ConfigureAwait(false);
        var chunkCount = former.Grant.Map.ChunkCount;
        var inside = ranges.Where(range => range.First < chunkCount)
            .Select(range => (range.First, Math.Min(range.Count, chunkCount - range.First))).ToList();
        var (map, shared) = (former.Grant.Map.CopyWithout(inside), former.Grant.Shared.CopyWithout(inside));
        TaskCompletionSource waiting;
        lock (_sync)
        {
            // Revoked meanwhile: the next grant brings a map of its own.
            if (!ReferenceEquals(_lease, former) || former.IsRevoked || _closedWith is not null)
                return;
            _lease = new LuLease(former.Grant with { Map = map, Shared = shared }, _owner, _time, _options.OwnerAnswerLimit);
            waiting = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    /// <summary>
    /// Ends this access for good: as <see cref="RevokeAsync"/>, and everything that waits or comes later is answered with
    /// <paramref name="answer"/> (<see cref="StorageResult.Gone"/> or <see cref="StorageResult.NotReady"/>). The first call decides.
    /// </summary>
    public Task CloseAsync(StorageResult answer)
    {
        if (answer is not (StorageResult.Gone or StorageResult.NotReady))
            throw new ArgumentOutOfRangeException(nameof(answer), answer, "An access is closed as gone or as not ready.");
        LuLease? lease;
        TaskCompletionSource waiting;
        lock (_sync)
        {
            _closedWith ??= answer;
            lease = _lease;
            lease?.Revoke();
            waiting = _next;
        }

        var drained = lease?.SuspendAsync() ?? Task.CompletedTask;
        waiting.TrySetResult();
        return drained;
    }

    private void CheckGrant(LuGrant grant)
    {
        if (_closedWith is { } answer)
            throw new InvalidOperationException($"This access was closed ({answer}); it takes no grant.");
        if (_lease is not { } former)
            return;
        if (!former.IsDrained)
        {
            throw new InvalidOperationException(
                $"The grant of {former.Grant.Epoch} is not revoked and drained; {grant.Epoch} came too early.");
        }

        if (grant.Epoch <= former.Grant.Epoch)
            throw new InvalidOperationException($"A grant of {grant.Epoch} came after one of {former.Grant.Epoch}.");
    }
}
