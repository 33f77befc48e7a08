using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>
/// A member's part in the protocol: when it asks the table for what, whom it supports, and until when it may act. Time comes in as
/// milliseconds of a monotonic clock, answers and messages as calls, effects go out by <see cref="INodeOutput"/>. Not thread-safe: one
/// actor drives it, or the simulation.
/// <code>
/// Idle → Joining → Member → Ended
/// </code>
/// </summary>
internal sealed partial class MembershipNode
{
    private readonly Identity _identity;
    private readonly NodeTimes _times;
    private readonly INodeOutput _output;
    private readonly LeaseKeeper _keeper;
    private readonly Supporter _supporter;
    private readonly Dictionary<long, Call> _calls = [];
    private readonly List<MembershipStatement> _wishes = [];
    private Phase _phase = Phase.Idle;
    private ImmutableArray<long> _quorum = [];
    private ImmutableArray<long> _unreachable = [];
    private long _lastCall;
    private long _nextJoinAt;
    private long _nextRenewAt;
    private long _nextPollAt;
    private long _nextSupportAt;
    private long _nextVoteAt;
    private long _nextAdvanceAt = long.MaxValue;
    private long _nextWishAt;
    private bool _departing;
    private long _lastRenewalAnswered;
    private long _lastRenewalFailed;

    public MembershipNode(Identity identity, NodeTimes times, INodeOutput output, long now)
    {
        _identity = identity;
        _times = times;
        _output = output;
        _keeper = new LeaseKeeper(times.LeaseMs, times.MarginMs, times.ToleranceMs);
        _supporter = new Supporter(times.SupportMs, now);
    }

    /// <summary>Where the member is in its life.</summary>
    internal enum Phase
    {
        Idle,
        Joining,
        Member,
        Ended,
    }

    /// <summary>The newest table that was read.</summary>
    public MembershipTable Table { get; private set; } = MembershipTable.Empty;

    public Phase State => _phase;

    /// <summary>The number of the member; 0 before it has joined.</summary>
    public long No { get; private set; }

    /// <summary>Whether renewals have failed for a while.</summary>
    public bool IsInTrouble(long now) => _phase == Phase.Member && now >= _keeper.LastGrantedSentAt + _times.TroubleMs;

    /// <summary>See <see cref="LeaseKeeper.ValidUntil"/>.</summary>
    public long ValidUntil() => _keeper.ValidUntil();

    /// <summary>Becomes a member, unless it is or was one.</summary>
    public void Join(long now)
    {
        if (_phase != Phase.Idle)
            return;
        _phase = Phase.Joining;
        _nextJoinAt = now;
        Tick(now);
    }

    /// <summary>Time goes on. To be called a few times within each interval.</summary>
    public void Tick(long now)
    {
        switch (_phase)
        {
            case Phase.Joining when now >= _nextJoinAt && !IsUnderWay<JoinStatement>():
                _nextJoinAt = now + _times.JoinRetryMs;
                Execute(JoinWish(), now);
                break;
            case Phase.Member:
                Renew(now);
                Poll(now);
                AskSupport(now);
                Observe(now);
                Wish(now);
                break;
        }
    }

    /// <summary>The members that send no heartbeats, by number.</summary>
    public void Observed(ImmutableArray<long> unreachable, long now)
    {
        _unreachable = [.. unreachable.Order()];
        if (_phase == Phase.Member)
            Observe(now);
    }

    /// <summary>Carries out a wish of an operator or of the shutdown, again until it is answered.</summary>
    public void Want(MembershipStatement wish, long now)
    {
        if (_phase == Phase.Ended)
            return;
        if (!_wishes.Any(known => Same(known, wish)))
            _wishes.Add(wish);
        _nextWishAt = now;
        Wish(now);
    }

    /// <summary>
    /// Stops acting for good and says so in the table: not before what it has promised to others has run out, and it promises nothing any
    /// more, so that who has left in order counts for nobody's majority.
    /// </summary>
    public void Depart(long now)
    {
        if (_phase != Phase.Member)
            return;
        _departing = true;
        _keeper.End();
        _output.ValidUntil(_keeper.ValidUntil());
        Want(new DepartStatement(No), now);
    }

    /// <summary>Something may have changed in the table: read it soon.</summary>
    public void Wake(long now)
    {
        _nextPollAt = now;
        if (_phase == Phase.Member)
            Poll(now);
    }

    private bool IsUnderWay<T>()
        where T : MembershipStatement => _calls.Values.Any(call => call.Statement is T);

    private void Execute(MembershipStatement statement, long now)
    {
        _calls[++_lastCall] = new Call(statement, now);
        _output.Execute(_lastCall, statement with { KnownVersion = Table.Version });
    }

    private JoinStatement JoinWish() => new(_identity.Address, _identity.Uid, _identity.Roles, _identity.AppVersion)
    {
        LeaseMs = _times.LeaseMs,
        Minima = _identity.Minima,
        MembersMax = _times.MembersMax,
    };

    private void Renew(long now)
    {
        if (now < _nextRenewAt || _calls.Values.Count(call => call.Statement is RenewStatement) >= _times.RenewalsInFlightMax)
            return;
        _nextRenewAt = now + _times.RenewMs;
        var sequence = _keeper.Renewing(now, _quorum);

        // From now on the row may name this quorum, so its support counts before the renewal is answered.
        _output.ValidUntil(_keeper.ValidUntil());
        Execute(new RenewStatement(No, sequence, _times.LeaseMs, _times.ToleranceMs, _quorum), now);
    }

    private void Poll(long now)
    {
        if (now < _nextPollAt || IsUnderWay<ReadStatement>())
            return;
        _nextPollAt = now + _times.PollMs;
        Execute(new ReadStatement(), now);
    }

    private void AskSupport(long now)
    {
        if (!IsInTrouble(now) || now < _nextSupportAt || _times.ToleranceMs == 0)
            return;
        _nextSupportAt = now + (_times.SupportMs / 4);
        var request = new SupportRequest(No, _keeper.GrantedEnd, now);
        foreach (var no in _keeper.Supporters)
        {
            if (Table.Find(no) is { IsPresent: true } member)
                _output.AskSupport(member, request);
        }
    }

    private void Observe(long now)
    {
        if (Table.Find(No) is not { IsLive: true } self || self.Unreachable.SequenceEqual(_unreachable) || IsUnderWay<ObserveStatement>())
            return;
        Execute(new ObserveStatement(No, _unreachable), now);
    }

    private void Wish(long now)
    {
        if (_phase != Phase.Member || _wishes.Count == 0 || now < _nextWishAt)
            return;
        _nextWishAt = now + _times.RenewMs;
        var mayDepart = now > _supporter.PromisedUntil;
        foreach (var wish in _wishes.Where(wish => !_calls.Values.Any(call => Same(wish, call.Statement)))
            .Where(wish => mayDepart || wish is not DepartStatement).ToArray())
            Execute(wish is DownStatement down ? down with { No = No } : wish, now);
    }

    /// <summary>Who the member is.</summary>
    internal sealed record Identity(Address Address, int Uid, ImmutableArray<string> Roles, string AppVersion, MembershipMinima Minima);

    private sealed record Call(MembershipStatement Statement, long SentAt);
}
