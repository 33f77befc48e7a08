using Akka.Actor;
using VioActors.Actors.Images;

namespace VioActors.Actors.Lpar;

/// <summary>An operating system in the partition's memory, and standing still while it is replaced (OSI-3).</summary>
internal sealed partial class LparActor
{
    private readonly List<IActorRef> _suspenders = [];
    private StartOs? _os;
    private bool _isFrozen;
    private bool _isSuspended;
    private bool _hasGuestStopped;

    private void ReceiveSystems()
    {
        Receive<StartOs>(start =>
        {
            _os = start;
            _guest.Tell(start);
            Sender.Tell(OsStarted.Instance);
        });
        Receive<SuspendPartition>(_ =>
        {
            _isSuspended = true;
            _suspenders.Add(Sender);
            StopDispatching();
        });
        Receive<ContinuePartition>(_ =>
        {
            _isSuspended = false;
            _suspenders.Clear();
            GoOn();
            Sender.Tell(new PartitionContinued(_definition.Partition.Id));
        });
        Receive<GetGuestOs>(get => _guest.Forward(get));
    }

    /// <summary>It goes on when neither a freeze nor the replacement of its operating system holds it.</summary>
    private void GoOn()
    {
        if (!_isFrozen && !_isSuspended)
            ResumeDispatching();
    }

    private void TellStopped()
    {
        if (_isFrozen)
            _phyp.Tell(new Phyp.Freezing.DispatchStopped(_definition.Partition.Id));
        foreach (var suspender in _suspenders)
            suspender.Tell(new PartitionSuspended(_definition.Partition.Id));
        _suspenders.Clear();
    }
}
