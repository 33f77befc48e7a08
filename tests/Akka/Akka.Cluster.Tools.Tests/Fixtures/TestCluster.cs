using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Membership;
using Akka.Cluster.Store;
using Akka.Cluster.Tests.Fixtures;
using Akka.Cluster.Tools.Ownership;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>
/// Nodes in one process, each an actor system with a port of its own. Who is a member is what the test says or, with leases, what a table
/// in memory says that the nodes share.
/// </summary>
public sealed class TestCluster(string hocon = "", Config? fallback = null, bool withLeases = false) : IAsyncDisposable
{
    private readonly string _name = "c" + Guid.NewGuid().ToString("N")[..8];
    private readonly TestMembership? _membership = withLeases ? null : new TestMembership();
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
                membership {
                  provider = inmem
                  connection-string = "{{_name}}"
                  lease-duration = {{LeaseDuration.TotalSeconds}} s
                  safety-margin = {{LeaseDuration.TotalSeconds / 2}} s
                  renew-interval = 200 ms
                  poll-interval = 100 ms
                }
              }
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, applied-adapters = [trttl] }
            }
            """)).WithFallback(fallback ?? Config.Empty);
        var ownership = new OwnershipSwitch();
        var database = new FaultyDatabase();
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new OwnershipSetup(ownership.Behind), new MembershipStoreSetup(database.Wrap));
        var node = new TestNode(ActorSystem.Create(_name, setup), _membership, ownership, database);
        lock (_nodes)
            _nodes.Add(node);
        await JoinAsync(node);
        await Eventually.HoldsAsync(() => node.Cluster.SelfMember.Status == MemberStatus.Up, "the node is up");
        return node;
    }

    /// <summary>
    /// By the clock of the shared table, as the lease of a node that had just lost its way to it would end; half of it is for stopping.
    /// </summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(12);

    /// <summary>The table as it is, by no node's way.</summary>
    internal async Task<MembershipAnswer> ReadTableAsync()
    {
        await using var store = MembershipStores.Bare(_nodes[0].Cluster.Settings.Membership, TimeProvider.System);
        return await store.ExecuteAsync(new ReadStatement { KnownVersion = -1 }, CancellationToken.None);
    }

    /// <summary>
    /// Until every member has told the table that it knows the others: before, it may do without them for as long as an outage is
    /// tolerated.
    /// </summary>
    public async Task KnownToAllAsync(int members)
    {
        await Eventually.HoldsAsync(
            () => _nodes.All(node => node.Cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == members),
            "all members know all");
        var end = (await ReadTableAsync()).Now + LeaseDuration.TotalMilliseconds + 1000;
        await Eventually.HoldsAsync(
            () => ReadTableAsync().Result.Table!.Present.All(row => row.LeaseEnd > end), "all members have renewed their leases since");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            ((ExtendedActorSystem)node.System).Abort();
        await Task.WhenAll(_nodes.Select(node => node.System.WhenTerminated)).WaitAsync(Eventually.Patience);
    }

    private async Task JoinAsync(TestNode node)
    {
        if (_membership is null)
        {
            await node.Cluster.JoinAsync(node.Cluster.SelfAddress).WaitAsync(Eventually.Patience);
            return;
        }

        var inbox = Inbox.Create(node.System);
        node.Cluster.SendCurrentClusterState(inbox.Receiver);
        await inbox.ReceiveAsync(Eventually.Patience);
        _membership.Join(node.Cluster, await node.System.ActorSelection("/system/cluster/publisher").ResolveOne(Eventually.Patience));
    }
}
