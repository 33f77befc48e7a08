using Akka.Actor;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp;

/// <summary>
/// How the hypervisor reads its definitions, and tells its freezer: asked again until they answer, since they may fail or be restarted.
/// </summary>
public sealed partial class PhypActor
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    /// <summary>Since it was asked for last.</summary>
    private bool _hasTable;

    public ITimerScheduler Timers { get; set; } = null!;

    private void ReceiveRefreshing()
    {
        Receive<EventTableReply>(table =>
        {
            _hasTable = true;
            _freezer.Forward(table);
        });
        Receive<RefreshAgain>(_ => Refresh());
    }

    /// <summary>The table first: who has the partitions has it too.</summary>
    private void Refresh()
    {
        _hasTable = false;
        _definitions.Tell(new GetEventTable());
        _definitions.Tell(new GetPartitions());
        Timers.StartSingleTimer(nameof(RefreshAgain), RefreshAgain.Instance, RefreshInterval);
    }

    private void EndRefresh()
    {
        if (_hasTable)
            Timers.Cancel(nameof(RefreshAgain));
    }

    /// <summary>Its partitions announce themselves again.</summary>
    private void TellFreezer()
    {
        Refresh();
        foreach (var (partition, vios) in _vioses)
            _freezer.Tell(new ViosServes(partition, vios));
    }

    private sealed record RefreshAgain
    {
        public static RefreshAgain Instance { get; } = new();
    }
}
