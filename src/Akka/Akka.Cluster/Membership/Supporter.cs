using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>
/// What a member has promised to others and what it has voted, by its own monotonic clock (milliseconds). It never does both: who has its
/// promise is not voted about until the promise has run out, and who was voted about gets no promise for that lease any more. So a
/// majority that supports a member and the votes that remove it cannot exist at the same time. Not thread-safe; no clock, no I/O.
/// </summary>
internal sealed class Supporter
{
    private readonly Dictionary<long, long> _promisedUntil = [];
    private readonly Dictionary<long, long> _votedLeaseEnd = [];
    private readonly long _durationMs;
    private readonly long _startedAt;

    /// <summary>
    /// A supporter of a member that started at <paramref name="startedAt"/>. An earlier incarnation may have promised something until then.
    /// </summary>
    public Supporter(long durationMs, long startedAt)
    {
        _durationMs = durationMs;
        _startedAt = startedAt;
    }

    /// <summary>
    /// For how long the member <paramref name="no"/>, whose newest lease ended or ends at <paramref name="leaseEnd"/> of the database's
    /// clock, is supported from <paramref name="now"/>; 0 when it is not.
    /// </summary>
    public long Ask(long no, long leaseEnd, long now)
    {
        if (_votedLeaseEnd.TryGetValue(no, out var voted) && voted >= leaseEnd)
            return 0;
        _promisedUntil[no] = now + _durationMs;
        return _durationMs;
    }

    /// <summary>Those of the lapsed members that this one gives up at <paramref name="now"/>, for good.</summary>
    public ImmutableArray<Lapse> Vote(ImmutableArray<Lapse> lapses, long self, long now)
    {
        if (now < _startedAt + _durationMs)
            return [];
        var votes = lapses.Where(lapse => lapse.No != self && _promisedUntil.GetValueOrDefault(lapse.No, long.MinValue) < now)
            .ToImmutableArray();
        foreach (var vote in votes)
            _votedLeaseEnd[vote.No] = Math.Max(_votedLeaseEnd.GetValueOrDefault(vote.No), vote.LeaseEnd);
        return votes;
    }

    /// <summary>When the last of its promises has run out.</summary>
    public long PromisedUntil => _promisedUntil.Count == 0 ? long.MinValue : _promisedUntil.Values.Max();

    /// <summary>Forgets members that are gone.</summary>
    public void Keep(IReadOnlySet<long> present)
    {
        foreach (var gone in _promisedUntil.Keys.Where(no => !present.Contains(no)).ToArray())
            _promisedUntil.Remove(gone);
        foreach (var gone in _votedLeaseEnd.Keys.Where(no => !present.Contains(no)).ToArray())
            _votedLeaseEnd.Remove(gone);
    }
}
