using Akka.Event;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>A partition that stays frozen is nobody's secret: the operator is told, ever less often.</summary>
internal sealed partial class FreezerActor
{
    private static readonly TimeSpan ReminderMax = TimeSpan.FromHours(1);

    private void TellOperator(Remind remind)
    {
        if (!_lpars.TryGetValue(remind.Client, out var lpar) || lpar.State == DispatchState.Running)
            return;
        var pause = remind.After * 2 < ReminderMax ? remind.After * 2 : ReminderMax;
        Timers.StartSingleTimer((nameof(Remind), lpar.Client), new Remind(lpar.Client, pause), pause);
        lpar.IsOverdue = true;
        _log.Error(
            "Partition {0} has stood still since {1:u}: {2} of the VIOS in partition {3}. Bring that back; give the partition's disks to "
                + "another of its VIOSes; or give the partition up to its guest with [lpar release -id {0}].",
            lpar.Client, lpar.SinceUtc, lpar.Kind, lpar.Vios);
    }

    private sealed record Remind(PartitionId Client, TimeSpan After);
}
