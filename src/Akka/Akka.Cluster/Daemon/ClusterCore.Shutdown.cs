using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster;

/// <content>Steps of the coordinated shutdown.</content>
internal sealed partial class ClusterCore
{
    private readonly List<TaskCompletionSource<Done>> _leaving = [];
    private readonly List<TaskCompletionSource<Done>> _departing = [];

    private static void Complete(List<TaskCompletionSource<Done>> waiting)
    {
        foreach (var step in waiting)
            step.TrySetResult(Done.Instance);
        waiting.Clear();
    }

    private void OnShutdownStep(ClusterCommand.InShutdown step)
    {
        var isMember = _node.State == MembershipNode.Phase.Member;
        switch (step.Stage)
        {
            case ClusterCommand.Step.Leave when isMember && _node.Table.Find(_node.No)?.Status is not MemberStatus.Exiting:
                _leaving.Add(step.Completion);
                _node.Want(new LeaveStatement(_cluster.SelfAddress), Now());
                break;
            case ClusterCommand.Step.Depart when isMember:
                _departing.Add(step.Completion);
                _cluster.Lease.End();
                _node.Depart(Now());
                break;
            case ClusterCommand.Step.Depart when _node.No != 0:
                // What was shut out says that it has stopped, so that the others need not wait for its lease.
                var departed = _runner.RunAsync(new DepartStatement(_node.No), Peers(), _stopped.Token);
                departed.ContinueWith(
                    ended =>
                    {
                        _ = ended.Exception;
                        step.Completion.TrySetResult(Done.Instance);
                    },
                    CancellationToken.None,
                    TaskContinuationOptions.None,
                    TaskScheduler.Default);
                break;
            default:
                step.Completion.TrySetResult(Done.Instance);
                break;
        }
    }
}
