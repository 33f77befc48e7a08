using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Cluster;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// The VIOSes that want to hear what aggregates announce. One that is not subscribed learns it when it asks. Part of one actor's state:
/// not thread-safe.
/// </summary>
/// <param name="events">Where those parts listen that are no VIOS.</param>
public sealed class ViosSubscribers(EventStream events)
{
    /// <summary>So many VIOSes are told of each change of the cluster at once.</summary>
    private const int ToldAtOnceMax = 16;

    /// <summary>
    /// With more, those that follow on one are told together: telling all of each would keep the actor from its work, and the VIOSes from
    /// theirs. The first of them is told at once.
    /// </summary>
    private static readonly TimeSpan AnnouncePauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnnouncePausePerVios = TimeSpan.FromMilliseconds(0.25);

    private readonly Dictionary<VioUuid, IActorRef> _vioses = [];
    private ClusterAnnounced? _unannounced;
    private DbWritesAnnounced? _problem;

    /// <summary>Whoever calls watches the actor, and calls <see cref="Remove"/> when it has ended.</summary>
    public void Add(VioUuid vios, IActorRef actor)
    {
        _vioses[vios] = actor;
        if (_problem is not null)
            actor.Tell(_problem);
    }

    public void Remove(IActorRef actor)
    {
        foreach (var (vios, subscribed) in _vioses.ToList())
        {
            if (subscribed.Equals(actor))
                _vioses.Remove(vios);
        }
    }

    /// <summary>Tells the VIOSes that a message of an aggregate is for; false: it is no such message.</summary>
    /// <param name="timers">Those of the actor, which passes what they send to this method too.</param>
    public bool Deliver(object message, ITimerScheduler timers)
    {
        switch (message)
        {
            case Announcement announcement:
                events.Publish(announcement.Message);
                if (announcement.Message is PoolAlertRaised or PoolVolumesChanged)
                    TellAll(announcement.Message);
                return true;
            case RestoreRefused or ClusterRestoreRefused:
                events.Publish(message);
                return true;
            case ClusterAnnounced announced:
                Announce(announced, timers);
                return true;
            case AnnounceAgain:
                AnnounceRest(timers);
                return true;
            case DbWritesAnnounced announced:
                _problem = announced.Problem is null ? null : announced;
                TellAll(announced);
                return true;
            case DevicesAnnounced announced:
                Tell(announced.Vios, announced);
                return true;
            case TellVioses tell:
                foreach (var vios in tell.Vioses)
                    Tell(vios, tell.Message);
                return true;
            default:
                return false;
        }
    }

    private void Announce(ClusterAnnounced announced, ITimerScheduler timers)
    {
        if (timers.IsTimerActive(nameof(AnnounceAgain)))
        {
            _unannounced = announced;
            return;
        }

        TellAll(announced);
        if (_vioses.Count > ToldAtOnceMax)
        {
            var pause = AnnouncePausePerVios * _vioses.Count;
            timers.StartSingleTimer(
                nameof(AnnounceAgain), AnnounceAgain.Instance, pause > AnnouncePauseMin ? pause : AnnouncePauseMin);
        }
    }

    private void AnnounceRest(ITimerScheduler timers)
    {
        if (_unannounced is not { } announced)
            return;
        _unannounced = null;
        Announce(announced, timers);
    }

    private void TellAll(object message)
    {
        foreach (var vios in _vioses.Values)
            vios.Tell(message);
    }

    private void Tell(VioUuid vios, object message)
    {
        if (_vioses.TryGetValue(vios, out var actor))
            actor.Tell(message);
    }

    private sealed record AnnounceAgain : INoSerializationVerificationNeeded
    {
        public static AnnounceAgain Instance { get; } = new();
    }
}
