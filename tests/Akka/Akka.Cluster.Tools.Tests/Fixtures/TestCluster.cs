using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Tools.Ownership;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>Nodes in one process, each an actor system with a port of its own, with one membership database.</summary>
public sealed class TestCluster(string hocon = "", Config? fallback = null) : IAsyncDisposable
{
    private readonly string _name = "c" + Guid.NewGuid().ToString("N")[..8];
    private readonly TestMembership _membership = new();
    private readonly List<TestNode> _nodes = [];

    /// <summary>A node that is up.</summary>
    public async Task<TestNode> StartAsync(string roles = "", string more = "")
    {
        var config = ConfigurationFactory.ParseString(more).WithFallback(ConfigurationFactory.ParseString(hocon))
            .WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = WARNING
              actor.provider = cluster
              actor.ask-timeout = 60s
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              cluster {
                roles = [{{roles}}]
                singleton.hand-over-retry-interval = 200ms
                singleton-proxy.singleton-identification-interval = 100ms
                pub-sub.gossip-interval = 100ms
              }
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
            }
            """)).WithFallback(fallback ?? Config.Empty);
        var ownership = new OwnershipSwitch();
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new OwnershipSetup(ownership.Behind));
        var node = new TestNode(ActorSystem.Create(_name, setup), _membership, ownership);
        lock (_nodes)
            _nodes.Add(node);
        var inbox = Inbox.Create(node.System);
        node.Cluster.SendCurrentClusterState(inbox.Receiver);
        await inbox.ReceiveAsync(Eventually.Patience);
        _membership.Join(node.Cluster, await node.System.ActorSelection("/system/cluster/publisher").ResolveOne(Eventually.Patience));
        await Eventually.HoldsAsync(() => node.Cluster.SelfMember.Status == MemberStatus.Up, "the node is up");
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            ((ExtendedActorSystem)node.System).Abort();
        await Task.WhenAll(_nodes.Select(node => node.System.WhenTerminated)).WaitAsync(Eventually.Patience);
    }
}
