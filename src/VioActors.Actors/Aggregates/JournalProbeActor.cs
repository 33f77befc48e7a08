using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Writes one event and tells its parent, once, how that ended (<see cref="JournalProbeEnded"/>). Made for each try by
/// <see cref="JournalWatchActor"/>, which stops it when it has written; it ends by itself when it could not.
/// </summary>
internal sealed class JournalProbeActor : ReceivePersistentActor
{
    private readonly string _place;

    public JournalProbeActor(string place)
    {
        _place = place;
        Recover<RecoveryCompleted>(_ => Persist(new JournalProbed(_place), _ => Tell(new JournalProbeEnded(true, null))));
    }

    /// <summary>A journal of its own: processes that try at the same moment do not come between each other.</summary>
    public override string PersistenceId => _place.Length == 0 ? "journal-probe" : $"journal-probe-{_place}";

    /// <summary>It goes on after the last event, whatever that says.</summary>
    public override Recovery Recovery => Recovery.None;

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => TellFailure(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => TellFailure(reason);

    /// <summary>A journal that gives up before it asks the database knows no new reason.</summary>
    private void TellFailure(Exception cause) =>
        Tell(new JournalProbeEnded(false, cause is OpenCircuitException ? null : cause.Message));

    private void Tell(JournalProbeEnded ended) => Context.Parent.Tell(ended, Self);
}
