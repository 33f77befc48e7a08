using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Cluster.Tests.Fixtures;

/// <summary>Subscribes to the events of a system and keeps them.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<ClusterEvent.IClusterDomainEvent> _events = new();

    private Recorder()
    {
    }

    /// <summary>A recorder that hears of everything from now on: its subscription is in force.</summary>
    public static async Task<Recorder> StartAsync(ActorSystem system)
    {
        var recorder = new Recorder();
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.ActorOf(Props.Create(() => new Keeper(recorder._events, subscribed)));
        Cluster.Get(system).Subscribe(
            actor, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        await subscribed.Task.WaitAsync(Systems.Patience);
        return recorder;
    }

    /// <summary>What happened to a member, by name, once <paramref name="last"/> has.</summary>
    public async Task<string[]> OfAsync(Address member, string last)
    {
        await Systems.UntilAsync(() => Of(member).Contains(last), () => $"{last} of {member}; there was {string.Join(", ", Of(member))}");
        return Of(member);
    }

    /// <summary>As above, without those of reachability.</summary>
    public async Task<string[]> LifeOfAsync(Address member, string last) =>
        [.. (await OfAsync(member, last)).Where(name => name.StartsWith("Member", StringComparison.Ordinal))];

    private string[] Of(Address member) =>
    [
        .. _events.Select(happened => happened switch
        {
            ClusterEvent.MemberRemoved removed => (removed.Member.Address, $"MemberRemoved {removed.PreviousStatus}"),
            ClusterEvent.IMemberEvent change => (change.Member.Address, change.GetType().Name),
            ClusterEvent.ReachabilityEvent change => (change.Member.Address, change.GetType().Name),
            _ => (null!, ""),
        }).Where(pair => member.Equals(pair.Item1)).Select(pair => pair.Item2),
    ];

    private sealed class Keeper : ReceiveActor
    {
        public Keeper(ConcurrentQueue<ClusterEvent.IClusterDomainEvent> events, TaskCompletionSource subscribed)
        {
            Receive<ClusterEvent.CurrentClusterState>(_ => subscribed.TrySetResult());
            Receive<ClusterEvent.IClusterDomainEvent>(happened => events.Enqueue(happened));
        }
    }
}
