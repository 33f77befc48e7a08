using Akka.Actor;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// Partitions that a former freezer has stopped, noted or not, and freezers and partitions that start again alone (NPV-11).
/// </summary>
internal sealed partial class FreezerActor
{
    /// <summary>Who is not known may be about to announce itself.</summary>
    private bool _isRestarted;

    /// <summary>PHYP tells it what the former one was told.</summary>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        _isRestarted = true;
        Context.Parent.Tell(FreezerBegun.Instance);
    }

    /// <summary>
    /// It was frozen when this hypervisor, or the whole machine, ended: it stays so until its disks answer. Pairs of its that wait for a
    /// verdict may have asked a former freezer.
    /// </summary>
    private void TakeOver(DispatchedLpar lpar, bool isStill)
    {
        if (_frozen.GetValueOrDefault(lpar.Client) is { } frozen)
            Freeze(lpar, frozen.Vios, frozen.Kind, frozen.Reason);
        else if (isStill && _pairs[lpar.Client].FirstOrDefault() is { } pair)
            Freeze(lpar, pair.Vios, ViosEventKind.Failure, "it stood still when its hypervisor started");
        else if (isStill)
            lpar.Lpar.Tell(ResumeDispatch.Instance);
        TellPairs(lpar.Client, pair => new PairVerdict(pair, AskAgain.Instance));
    }

    /// <summary>A partition that was restarted does not know that it is to stand still.</summary>
    private static void StopAgain(DispatchedLpar lpar, bool isStill)
    {
        if (lpar.State != DispatchState.Running && !isStill)
            lpar.Lpar.Tell(StopDispatch.Instance);
    }
}

/// <summary>To PHYP: its freezer was restarted, and knows nothing.</summary>
internal sealed record FreezerBegun
{
    public static FreezerBegun Instance { get; } = new();
}

/// <summary>To an adapter pair: one that waits for a decision says so again.</summary>
internal sealed record AskAgain
{
    public static AskAgain Instance { get; } = new();
}
