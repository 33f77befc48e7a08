using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>
/// Until when a member may act, by its own monotonic clock (milliseconds). Not thread-safe; no clock, no I/O.
/// <para>
/// A renewal that was asked for at t and granted for d lets it act until t + d less the margin, whatever the database's clock shows and
/// however long the answer took. Past that it may act as long as a majority of its quorum supports it, for the tolerance at most. Which
/// quorum counts is what the last renewal that was carried out wrote into the row; while it is not certain which one that was, there has
/// to be a majority of each.
/// </para>
/// </summary>
internal sealed class LeaseKeeper
{
    private const int UnansweredMax = 32;

    private readonly long _leaseMs;
    private readonly long _marginMs;
    private readonly long _toleranceMs;
    private readonly SortedDictionary<long, Attempt> _unanswered = [];
    private readonly Dictionary<long, long> _supporters = [];
    private ImmutableArray<long> _quorum = [];
    private long _leaseUntil = long.MinValue;
    private long _lastSequence;
    private long _self;
    private bool _ended;

    public LeaseKeeper(long leaseMs, long marginMs, long toleranceMs)
    {
        _leaseMs = leaseMs;
        _marginMs = marginMs;
        _toleranceMs = toleranceMs;
    }

    /// <summary>The end of the newest granted lease by the database's clock; 0 before the first.</summary>
    public long GrantedEnd { get; private set; }

    /// <summary>When the newest granted renewal was asked for.</summary>
    public long LastGrantedSentAt { get; private set; } = long.MinValue;

    /// <summary>Renewals without an answer.</summary>
    public int Unanswered => _unanswered.Count;

    /// <summary>The members whose support counts.</summary>
    public IEnumerable<long> Supporters => Quorums().SelectMany(quorum => quorum).Where(no => no != _self).Distinct();

    /// <summary>The member has joined as number <paramref name="no"/>, asked for at <paramref name="sentAt"/>.</summary>
    public void Joined(long no, long sentAt, long leaseEnd)
    {
        _self = no;
        Grant(sentAt, leaseEnd);
    }

    /// <summary>A renewal goes out; returns its number.</summary>
    public long Renewing(long now, ImmutableArray<long> quorum)
    {
        _unanswered[++_lastSequence] = new Attempt(now, quorum);

        // The quorums of all have to be remembered, not each renewal with the same one.
        if (_unanswered.Count > UnansweredMax && _unanswered.Values.ElementAt(0).Quorum == _unanswered.Values.ElementAt(1).Quorum)
            _unanswered.Remove(_unanswered.Keys.First());
        return _lastSequence;
    }

    /// <summary>A renewal was carried out.</summary>
    public void Renewed(long sequence, long leaseEnd)
    {
        if (!_unanswered.TryGetValue(sequence, out var attempt))
            return;

        // The row has taken this number, so an older renewal can have no effect any more.
        foreach (var older in _unanswered.Keys.TakeWhile(number => number <= sequence).ToArray())
            _unanswered.Remove(older);
        if (!_quorum.SequenceEqual(attempt.Quorum))
            _quorum = attempt.Quorum;
        Grant(attempt.SentAt, leaseEnd);
    }

    /// <summary>A later renewal was carried out before this one.</summary>
    public void Superseded(long sequence) => _unanswered.Remove(sequence);

    /// <summary>
    /// A member promised at <paramref name="askedAt"/> or later to support this one for <paramref name="durationMs"/>.
    /// </summary>
    public void Supported(long by, long askedAt, long durationMs) =>
        _supporters[by] = Math.Max(_supporters.GetValueOrDefault(by, long.MinValue), askedAt + durationMs);

    /// <summary>The member is none any more.</summary>
    public void End() => _ended = true;

    /// <summary>Until when it may act; in the past when it may not.</summary>
    public long ValidUntil()
    {
        if (_ended || _leaseUntil == long.MinValue)
            return long.MinValue;
        if (_toleranceMs == 0 || _quorum.Length == 0)
            return _leaseUntil;
        var supported = Quorums().Min(MajorityUntil);
        return Math.Max(_leaseUntil, Math.Min(_leaseUntil + _toleranceMs, supported));
    }

    private void Grant(long sentAt, long leaseEnd)
    {
        _leaseUntil = Math.Max(_leaseUntil, sentAt + _leaseMs - _marginMs);
        LastGrantedSentAt = Math.Max(LastGrantedSentAt, sentAt);
        GrantedEnd = Math.Max(GrantedEnd, leaseEnd);
    }

    private IEnumerable<ImmutableArray<long>> Quorums() => _unanswered.Values.Select(attempt => attempt.Quorum).Prepend(_quorum);

    /// <summary>When the support of a majority ends: the support of the last member that is needed for one.</summary>
    private long MajorityUntil(ImmutableArray<long> quorum)
    {
        var majority = (quorum.Length / 2) + 1;
        return quorum.Select(no => no == _self ? long.MaxValue : _supporters.GetValueOrDefault(no, long.MinValue))
            .OrderDescending()
            .ElementAtOrDefault(majority - 1);
    }

    private readonly record struct Attempt(long SentAt, ImmutableArray<long> Quorum);
}
