using Akka.Actor;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>Disks that answer with errors while their VIOS is there: the special exception of NPV-5.</summary>
internal sealed partial class FreezerActor
{
    private const int RelapsesMax = 5;

    /// <summary>
    /// It stopped by itself on an error of its disk (NPV-5, special exception): it goes on when its disks answer. One whose disks answer
    /// and which fails again is let go on after ever longer pauses.
    /// </summary>
    private void HoldStill(PartitionStoodStill stood)
    {
        if (!_lpars.TryGetValue(stood.Client, out var lpar) || lpar.State != DispatchState.Running)
            return;
        var own = _pairs[stood.Client].ToList();
        if (own.Count == 0)
            return;
        lpar.NoteError(_time.GetUtcNow());
        Freeze(lpar, (own.Find(pair => Serves(pair.Vios)) ?? own[0]).Vios, ViosEventKind.Exception, stood.Reason);
    }

    /// <summary>
    /// A VIOS that is there answers for the disk with errors: the special exception of NPV-5 for a client that depends on it. One whose
    /// disk answers the hypervisor and fails again soon after, several times, has a bad disk: it is told.
    /// </summary>
    private void JudgeDoubtful(PairDoubtful doubtful)
    {
        var pair = doubtful.Pair;
        if (!_lpars.TryGetValue(pair.Client, out var lpar) && _isRestarted)
            return;
        if (lpar is null
            || (lpar.State == DispatchState.Running && !MustFreeze(pair.Client, pair.Vios, ViosEventKind.Exception)))
        {
            Context.Parent.Tell(new PairVerdict(pair, TellClient.Instance));
            return;
        }

        if (lpar.State == DispatchState.Running)
        {
            lpar.NoteError(_time.GetUtcNow());
            if (lpar.Relapses > RelapsesMax)
            {
                Context.Parent.Tell(new PairVerdict(pair, TellClient.Instance));
                return;
            }
        }

        Freeze(lpar, pair.Vios, ViosEventKind.Exception, doubtful.Reason);
    }
}
