using Akka.Actor;
using Akka.Event;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Host;

/// <summary>The palettes that every host has.</summary>
[Trait("Req", "MGT-5")]
public sealed class PaletteSpec
{
    [Fact]
    public async Task The_hierarchy_shows_actors_down_to_the_depth()
    {
        await using var host = await HostFixture.StartAsync();
        var top = host.System.ActorOf(Props.Create<Nest>(3), "top");
        using var client = await RawClient.GreetAsync(host.Address);
        Assert.Equal(3, await top.Ask<int>("depth", HostFixture.Limit));

        Assert.Equal(
            "/user/top\n/user/top/n\n/user/top/n/n\n/user/top/n/n/n",
            (await client.RunAsync(1, "actor hierarchy -s /user/top")).Text);
        Assert.Equal("/user/top\n/user/top/n", (await client.RunAsync(2, "actor hierarchy -s /user/top -d 1")).Text);
        var all = (await client.RunAsync(3, "actor hierarchy -d 1")).Text.Split('\n');
        Assert.Contains("/user", all);
        Assert.Contains("/user/top", all);
        Assert.Contains("/user/petabridge.cmd", all);
        Assert.DoesNotContain("/user/top/n", all);
        var deeper = (await client.RunAsync(4, "actor hierarchy -d 2")).Text.Split('\n');
        Assert.StartsWith("/user/petabridge.cmd/127.0.0.1", deeper[Array.IndexOf(deeper, "/user/petabridge.cmd") + 1]);
    }

    [Theory]
    [InlineData("actor hierarchy -d 65", "[65]")]
    [InlineData("actor hierarchy -d -1", "[-1]")]
    [InlineData("actor hierarchy -s user", "[user]")]
    [InlineData("actor hierarchy -s /user/*", "[/user/*]")]
    [InlineData("actor hierarchy -s /user/nobody", "No actor at [/user/nobody]")]
    [InlineData("log tail -l loud", "[loud]")]
    [InlineData("log peek -n 0", "[0]")]
    public async Task Wrong_values_are_refused(string line, string reason)
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        var (text, flags) = await client.RunAsync(1, line);

        Assert.Contains(reason, text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
    }

    [Fact]
    public async Task The_log_is_shown_live_from_a_level_on()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);
        await client.ExecuteAsync(1, "log tail -l error");

        // The same handler answers the peek after it has started the tail.
        await client.RunAsync(2, "log peek -l error");
        host.System.Log.Warning("the pool is nearly full");
        host.System.Log.Error("the pool is full");

        var first = await client.ReceiveOutputAsync();
        Assert.Contains("the pool is full", first.Text);
        Assert.Equal(OutputFlags.None, first.Flags);
    }

    [Fact]
    public async Task The_log_of_the_past_is_remembered_in_its_bounds()
    {
        await using var host = await HostFixture.StartAsync("akka.loglevel = ERROR, petabridge.cmd.log-memory = 3");
        using var client = await RawClient.GreetAsync(host.Address);
        var memorizer = host.System.ActorSelection("/user/petabridge.cmd-log-memorizer");
        for (var i = 0; i < 5; i++)
        {
            memorizer.Tell(new Error(null, "test", GetType(), $"event {i}"));
        }

        var (text, _) = await client.RunAsync(1, "log peek -l error -n 2");

        var lines = text.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("event 3", lines[0]);
        Assert.Contains("event 4", lines[1]);
    }

    [Fact]
    public async Task The_uptime_and_the_process_are_shown()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        Assert.Matches(@"^up 0d 00:\d\d:\d\d$", (await client.RunAsync(1, "uptime")).Text);
        Assert.Matches(@"^up 0d 00:\d\d:\d\d$", (await client.RunAsync(2, "system uptime")).Text);
        var info = (await client.RunAsync(3, "system info")).Text;
        Assert.Contains("system    BLUE", info);
        Assert.Contains($"process   {Environment.ProcessId} on", info);
    }

    private sealed class Nest : ReceiveActor
    {
        public Nest(int depth)
        {
            if (depth > 0)
            {
                Context.ActorOf(Props.Create<Nest>(depth - 1), "n");
            }

            ReceiveAny(_ => Sender.Tell(depth));
        }
    }
}
