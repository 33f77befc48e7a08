using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Protocol;
using Petabridge.Cmd.Tests.Demo;

namespace Petabridge.Cmd.Tests.Host;

[Trait("Req", "MGT-5")]
public sealed class HostSpec
{
    [Fact]
    public async Task A_client_learns_every_palette_at_its_greeting()
    {
        await using var host = await HostFixture.StartAsync();
        var palettes = new List<WirePalette>();

        using var client = await RawClient.GreetAsync(host.Address, palettes);

        Assert.Equal(["actor", "log", "system", "uptime", "demo"], palettes.Select(p => p.Module));
        var echo = palettes[^1].Commands.First(c => c.Name == "echo");
        Assert.Equal(["-m", "-M"], echo.Arguments[0].Switches);
        Assert.True(echo.Arguments[0].IsMandatory);
        Assert.Equal(["1"], echo.Arguments[1].DefaultValues);
        Assert.Equal(1, host.Demo.Registrations);
    }

    [Fact]
    public async Task Commands_are_checked_and_run()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        Assert.Equal(("two words\ntwo words", OutputFlags.Final), await client.RunAsync(1, "demo echo -m 'two words' -n 2"));
        var (text, flags) = await client.RunAsync(2, "demo echo -n 2");
        Assert.Contains("[text]", text);
        Assert.Contains("usage: demo echo -m <text> [-n <times>]", text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
        Assert.Equal(("not today", OutputFlags.Final | OutputFlags.Error), await client.RunAsync(3, "demo refuse"));
    }

    [Fact]
    public async Task Responses_are_streamed_up_to_the_final_one()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        var (text, flags) = await client.RunAsync(1, "demo count -n 500");

        Assert.Equal(string.Join('\n', Enumerable.Range(1, 500)), text);
        Assert.Equal(OutputFlags.Final, flags);
    }

    [Fact]
    public async Task A_failing_handler_answers_with_the_error_and_serves_on()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        var (text, flags) = await client.RunAsync(1, "demo crash");

        Assert.Contains("the disk is on fire", text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
        Assert.Equal("again", (await client.RunAsync(2, "demo echo -m again")).Text);
    }

    [Fact]
    public async Task A_handler_that_stops_or_ignores_a_command_leaves_no_client_waiting()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        Assert.Contains("nothing processes it", (await client.RunAsync(1, "demo forgotten")).Text);
        Assert.Contains("its handler has stopped", (await client.RunAsync(2, "demo stop")).Text);
        Assert.Contains("its handler has stopped", (await client.RunAsync(3, "demo echo -m x")).Text);
        Assert.Equal("akka://BLUE", (await client.RunAsync(4, "actor system")).Text);
    }

    [Fact]
    public async Task Each_client_has_its_own_handlers_and_its_own_output()
    {
        await using var host = await HostFixture.StartAsync();
        using var first = await RawClient.GreetAsync(host.Address);
        using var second = await RawClient.GreetAsync(host.Address);

        await first.ExecuteAsync(1, "demo forever");
        Assert.Equal("started", (await first.ReceiveOutputAsync()).Text);
        Assert.Equal("second", (await second.RunAsync(1, "demo echo -m second")).Text);
        Assert.Equal("first", (await first.RunAsync(2, "demo echo -m first")).Text);
        Assert.Equal("first", (await first.RunAsync(3, "demo echo -m first")).Text);

        Assert.Equal(2, host.Demo.Handlers.Count);
        Assert.All(host.Demo.Handlers, path => Assert.Matches(@"^/user/petabridge\.cmd/127\.0\.0\.1%3A\d+/demo$", path));
    }

    [Fact]
    public async Task A_cancelled_command_ends_and_its_handler_notices()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);
        await client.ExecuteAsync(9, "demo forever");
        await client.ReceiveOutputAsync();

        await client.SendAsync(new CancelFrame(9));

        Assert.Equal(new OutputFrame(9, OutputFlags.Final | OutputFlags.Cancelled, ""), await client.ReceiveOutputAsync());
        await host.Demo.StreamEnded.Task.WaitAsync(HostFixture.Limit);
        await client.SendAsync(new CancelFrame(9));
        Assert.Equal("on", (await client.RunAsync(9, "demo echo -m on")).Text);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_a_stream_stops_it()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);
        await client.ExecuteAsync(1, "demo forever");
        await client.ReceiveOutputAsync();

        client.Vanish();

        await host.Demo.StreamEnded.Task.WaitAsync(HostFixture.Limit);
        using var next = await RawClient.GreetAsync(host.Address);
        Assert.Equal("fine", (await next.RunAsync(1, "demo echo -m fine")).Text);
    }

    [Fact]
    public async Task A_stopping_host_says_goodbye()
    {
        var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);
        await client.ExecuteAsync(1, "demo forever");
        await client.ReceiveOutputAsync();

        await host.DisposeAsync();

        Assert.Equal("The host is stopping.", await client.ReceiveEndAsync());
        await Assert.ThrowsAnyAsync<SocketException>(() => RawClient.ConnectAsync(host.Address));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_reported_and_stops_nothing_else()
    {
        await using var host = await HostFixture.StartAsync();
        var hocon = $"akka.stdout-loglevel = OFF, akka.loggers = [], petabridge.cmd {{ host = 127.0.0.1, port = {host.Address.Port} }}";
        using var second = ActorSystem.Create("GREEN", ConfigurationFactory.ParseString(hocon));
        var cmd = PetabridgeCmd.Get(second);

        cmd.Start();

        await Assert.ThrowsAsync<SocketException>(() => cmd.BoundAddress.WaitAsync(HostFixture.Limit));
        Assert.False(second.WhenTerminated.IsCompleted);
        await second.Terminate();
    }

    [Fact]
    public async Task The_extension_is_one_per_system_and_starts_once()
    {
        await using var host = await HostFixture.StartAsync();
        var cmd = PetabridgeCmd.Get(host.System);

        cmd.Start();

        Assert.Same(cmd, PetabridgeCmd.Get(host.System));
        Assert.Same(host.System, cmd.Sys);
        Assert.Equal(host.Address, await cmd.BoundAddress);
        Assert.Contains("[demo]", Assert.Throws<ArgumentException>(() => cmd.RegisterCommandPalette(new DemoCommands())).Message);
    }

    [Theory]
    [InlineData("port = 70000", "petabridge.cmd.port")]
    [InlineData("port = -1", "petabridge.cmd.port")]
    [InlineData("max-clients = 0", "petabridge.cmd.max-clients")]
    [InlineData("idle-timeout = 0s", "petabridge.cmd.idle-timeout")]
    [InlineData("max-pending-output-bytes = 5000000", "petabridge.cmd.max-pending-output-bytes")]
    [InlineData("host = \"\"", "petabridge.cmd.host")]
    public async Task Settings_out_of_range_are_refused_by_name(string setting, string key)
    {
        using var system = ActorSystem.Create("RED", ConfigurationFactory.ParseString(
            $"akka.stdout-loglevel = OFF, akka.loggers = [], petabridge.cmd {{ {setting} }}"));

        var refused = Assert.ThrowsAny<Exception>(() => PetabridgeCmd.Get(system));

        Assert.Contains(key, (refused.InnerException ?? refused).Message);
        await system.Terminate();
    }
}
