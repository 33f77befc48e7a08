using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Protocol;
using Petabridge.Cmd.Tests.Host;

namespace Petabridge.Cmd.Tests.Palettes;

/// <summary>The palette <c>cluster</c> on systems that share a table of members in memory.</summary>
[Trait("Req", "MGT-5")]
public sealed class ClusterPaletteSpec : IAsyncLifetime
{
    private static int _tables;

    private readonly List<ActorSystem> _systems = [];
    private readonly string _table = $"palette-{Interlocked.Increment(ref _tables)}";
    private IPEndPoint _host = new(IPAddress.Loopback, 0);

    private ActorSystem First => _systems[0];

    public async Task InitializeAsync()
    {
        var system = Start("akka.cluster { roles = [b, a], app-version = 1.0.0 }");
        var cmd = PetabridgeCmd.Get(system);
        cmd.RegisterCommandPalette(ClusterCommands.Instance);
        cmd.Start();
        _host = await cmd.BoundAddress.WaitAsync(HostFixture.Limit);
    }

    public Task DisposeAsync() => Task.WhenAll(_systems.Select(system => system.Terminate()));

    [Fact]
    public async Task A_node_joins_and_is_shown_with_the_others()
    {
        using var client = await RawClient.GreetAsync(_host);
        Assert.Equal($"{AddressOf(First)} | [a,b] | removed |  | 1.0.0", (await client.RunAsync(1, "cluster status")).Text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, (await client.RunAsync(2, "cluster leader")).Flags);

        await client.RunAsync(3, $"cluster join -a {AddressOf(First)}");
        var second = Start("akka.cluster.app-version = 1.0.1");
        Akka.Cluster.Cluster.Get(second).Join(AddressOf(First));
        await UntilAsync(() => Akka.Cluster.Cluster.Get(First).State.Members.Count(
            member => member.Status == Akka.Cluster.MemberStatus.Up) == 2);

        var lines = (await client.RunAsync(4, "cluster show")).Text.Split('\n');
        Assert.Equal("Count: 2 nodes", lines[^1]);
        Assert.Contains($"{AddressOf(First)} | [a,b] | up |  | 1.0.0", lines);
        Assert.Contains($"{AddressOf(second)} | [] | up |  | 1.0.1", lines);
        Assert.Contains((await client.RunAsync(5, "cluster leader")).Text, _systems.Select(system => AddressOf(system).ToString()));
        Assert.Equal("Count: 0 nodes", (await client.RunAsync(6, "cluster show-unreachable")).Text);
        Assert.Equal("Count: 0 nodes", (await client.RunAsync(7, "cluster down-unreachable")).Text);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("leave")]
    public async Task A_member_is_made_to_go(string command)
    {
        using var client = await RawClient.GreetAsync(_host);
        var second = Start("");
        foreach (var system in _systems)
            await Akka.Cluster.Cluster.Get(system).JoinAsync(AddressOf(First)).WaitAsync(HostFixture.Limit);
        await UntilAsync(() => Akka.Cluster.Cluster.Get(First).State.Members.Count == 2);

        var (text, flags) = await client.RunAsync(1, $"cluster {command} -a {AddressOf(second)}");

        Assert.Contains(AddressOf(second).ToString(), text);
        Assert.Equal(OutputFlags.Final, flags);
        await UntilAsync(() => Akka.Cluster.Cluster.Get(First).State.Members.Count == 1);
        await second.WhenTerminated.WaitAsync(HostFixture.Limit);
    }

    [Fact]
    public async Task The_node_itself_leaves()
    {
        using var client = await RawClient.GreetAsync(_host);
        await Akka.Cluster.Cluster.Get(First).JoinAsync(AddressOf(First)).WaitAsync(HostFixture.Limit);

        Assert.Contains("leaves", (await client.RunAsync(1, "cluster leave")).Text);

        await First.WhenTerminated.WaitAsync(HostFixture.Limit);
    }

    [Fact]
    public async Task Changes_are_shown_live()
    {
        using var client = await RawClient.GreetAsync(_host);
        await Akka.Cluster.Cluster.Get(First).JoinAsync(AddressOf(First)).WaitAsync(HostFixture.Limit);
        await client.ExecuteAsync(1, "cluster tail");

        Assert.Equal($"MemberUp: {AddressOf(First)} | [a,b] | up |  | 1.0.0", (await client.ReceiveOutputAsync()).Text);
        Assert.Equal($"LeaderChanged: {AddressOf(First)}", (await client.ReceiveOutputAsync()).Text);
        var second = Start("");
        Akka.Cluster.Cluster.Get(second).Join(AddressOf(First));
        Assert.StartsWith($"MemberJoined: {AddressOf(second)}", (await client.ReceiveOutputAsync()).Text);
        Assert.StartsWith($"MemberUp: {AddressOf(second)}", (await client.ReceiveOutputAsync()).Text);
    }

    [Theory]
    [InlineData("cluster join -a nowhere", "[nowhere]")]
    [InlineData("cluster down -a akka://BLUE", "[akka://BLUE]")]
    [InlineData("cluster down -a akka.tcp://BLUE@127.0.0.1:1", "no member at [akka.tcp://BLUE@127.0.0.1:1]")]
    [InlineData("cluster leave -a akka.tcp://BLUE@127.0.0.1:1", "no member at [akka.tcp://BLUE@127.0.0.1:1]")]
    public async Task Wrong_addresses_are_refused(string line, string reason)
    {
        using var client = await RawClient.GreetAsync(_host);

        var (text, flags) = await client.RunAsync(1, line);

        Assert.Contains(reason, text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
    }

    private static Address AddressOf(ActorSystem system) => Akka.Cluster.Cluster.Get(system).SelfAddress;

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
            await polls.WaitForNextTickAsync(limit.Token);
    }

    private ActorSystem Start(string hocon)
    {
        var system = ActorSystem.Create("BLUE", ConfigurationFactory.ParseString(hocon).WithFallback($$"""
            akka {
              loglevel = OFF, stdout-loglevel = OFF, loggers = []
              actor.provider = cluster
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              cluster.membership { connection-string = {{_table}}, lease-duration = 30 s, renew-interval = 200 ms, poll-interval = 100 ms }
            }
            petabridge.cmd { host = "127.0.0.1", port = 0 }
            """));
        _systems.Add(system);
        return system;
    }
}
