using Akka.Actor;

namespace Akka.Cluster;

/// <summary>
/// Whether this member may act as an owner (run a singleton, hold shards, write what only one may write). Thread-safe.
/// <para>
/// <see cref="IsValid"/> compares the monotonic clock with the end of what the database, or for an outage a majority of the members, has
/// granted, less the safety margin; it is right at the moment of the call even in a process that was stopped for a while. An owner asks it
/// before every act that another owner must not do too, and stops its work at <see cref="Lost"/>. The other members give the work to
/// someone else only after this member's <see cref="ClusterEvent.MemberRemoved"/>, which the database does not let happen while IsValid.
/// </para>
/// </summary>
internal sealed class MembershipLease
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly IScheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _subscribers = [];
    private long _validUntil = long.MinValue;
    private long _term;
    private long _wakeAt = long.MinValue;
    private bool _held;
    private bool _ended;

    public MembershipLease(TimeProvider time, IScheduler scheduler)
    {
        _time = time;
        _scheduler = scheduler;
    }

    /// <summary>Whether this member may act now.</summary>
    public bool IsValid => _time.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <summary>How long it may act if nothing is renewed; zero when it may not.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var now = _time.GetTimestamp();
            var end = Volatile.Read(ref _validUntil);
            return end > now ? _time.GetElapsedTime(now, end) : TimeSpan.Zero;
        }
    }

    /// <summary>Counts how often the right was gained; another value means that it was lost in between.</summary>
    public long Term => Volatile.Read(ref _term);

    /// <summary>The lease of the member that <paramref name="system"/> is.</summary>
    public static MembershipLease Get(ActorSystem system) => Cluster.Get(system).Lease;

    /// <summary>
    /// Sends <see cref="Held"/> or <see cref="Lost"/> at once, and then at each change. Who subscribes unsubscribes before it stops.
    /// </summary>
    public void Subscribe(IActorRef subscriber)
    {
        lock (_gate)
        {
            _subscribers.Add(subscriber);
            subscriber.Tell(_held && IsValid ? new Held(_term) : new Lost(_term), ActorRefs.NoSender);
        }
    }

    /// <summary>Undoes <see cref="Subscribe"/>.</summary>
    public void Unsubscribe(IActorRef subscriber)
    {
        lock (_gate)
            _subscribers.Remove(subscriber);
    }

    /// <summary>
    /// The right lasts until <paramref name="timestamp"/> of the time provider, which may be sooner than was said before.
    /// </summary>
    internal void Set(long timestamp)
    {
        lock (_gate)
        {
            if (_ended || timestamp == _validUntil)
                return;
            Volatile.Write(ref _validUntil, timestamp);
            if (!IsValid)
            {
                Lose();
                return;
            }

            if (!_held)
            {
                _held = true;
                Volatile.Write(ref _term, _term + 1);
                Publish(new Held(_term));
            }

            Wake();
        }
    }

    /// <summary>Gives the right up for good: the member is removed, or ends.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            Volatile.Write(ref _validUntil, long.MinValue);
            Lose();
        }
    }

    /// <summary>Looks whether the right has ended; called when it should have.</summary>
    internal void Check()
    {
        lock (_gate)
        {
            if (!_held)
                return;
            if (IsValid)
                Wake();
            else
                Lose();
        }
    }

    private void Lose()
    {
        if (!_held)
            return;
        _held = false;
        Publish(new Lost(_term));
    }

    /// <summary>Looks again when the right ends; a look that is planned for later already comes back to this.</summary>
    private void Wake()
    {
        if (_wakeAt <= _validUntil && _wakeAt > _time.GetTimestamp())
            return;
        _wakeAt = _validUntil;
        var left = Remaining;
        try
        {
            _scheduler.Advanced.ScheduleOnce(left > Shortest ? left : Shortest, Check);
        }
        catch (SchedulerException)
        {
            // The system has ended, and with it everything that could act.
        }
    }

    private void Publish(object change)
    {
        foreach (var subscriber in _subscribers)
            subscriber.Tell(change, ActorRefs.NoSender);
    }

    /// <summary>The member may act from now on.</summary>
    /// <param name="Term">See <see cref="MembershipLease.Term"/>.</param>
    internal sealed record Held(long Term) : INoSerializationVerificationNeeded;

    /// <summary>The member must not act any more. It may get <see cref="Held"/> again as long as it is not removed.</summary>
    /// <param name="Term">The term that has ended; 0 when there was none.</param>
    internal sealed record Lost(long Term) : INoSerializationVerificationNeeded;
}
