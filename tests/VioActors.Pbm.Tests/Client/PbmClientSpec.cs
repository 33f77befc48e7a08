using System.Net;
using System.Net.Sockets;
using System.Text;
using Petabridge.Cmd.Protocol;
using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client;

[Trait("Req", "MGT-5")]
public sealed class PbmClientSpec
{
    [Fact]
    public async Task The_palettes_of_the_host_are_known_after_connecting()
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);

        Assert.Equal("BLUE", client.Server);
        Assert.Equal(host.Address.Port, client.Remote.Port);
        Assert.Contains("demo", client.Palettes.Select(p => p.Module));
        var echo = client.Palettes.Single(p => p.Module == "demo").Commands.Single(c => c.Name == "echo");
        Assert.Equal("demo echo -m <text> [-n <times>]", echo.Usage);
        Assert.Equal("Says it again.", echo.Description);
        Assert.Equal(["-m", "-M"], echo.Arguments[0].Switches);
    }

    [Fact]
    public async Task A_command_gives_its_lines_and_its_outcome()
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);

        var echo = client.ExecuteTextCommand("demo echo -m \"two words\" -n 2");
        Assert.Equal(PbmOutcome.Running, echo.Outcome);
        Assert.Equal([new PbmLine("two words", false), new PbmLine("two words", false)], await ReadAsync(echo));
        Assert.Equal(PbmOutcome.Succeeded, echo.Outcome);

        var count = client.ExecuteWords(["demo", "count", "-n", "1000"]);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"{i}"), (await ReadAsync(count)).Select(l => l.Text));
    }

    [Theory]
    [InlineData("demo refuse", "not today")]
    [InlineData("demo crash", "the disk is on fire")]
    [InlineData("nope", "Unknown module [nope]")]
    [InlineData("demo echo", "needs the argument [text]")]
    [InlineData("demo \"open", "without a closing one")]
    [InlineData("", "No command was given")]
    public async Task A_failed_command_gives_the_reason_as_error_lines(string line, string reason)
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);

        var execution = client.ExecuteTextCommand(line);
        var lines = await ReadAsync(execution);

        Assert.Equal(PbmOutcome.Failed, execution.Outcome);
        Assert.All(lines, l => Assert.True(l.IsError));
        Assert.Contains(reason, lines[0].Text);
    }

    [Fact]
    public async Task A_command_that_is_too_long_stays_here()
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);

        Assert.Contains("longer than", (await ReadAsync(client.ExecuteWords(["demo", new string('x', 70_000)])))[0].Text);
        Assert.Contains("words", (await ReadAsync(client.ExecuteWords(Enumerable.Repeat("x", 300))))[0].Text);
        Assert.Equal("ok", (await ReadAsync(client.ExecuteTextCommand("demo echo -m ok")))[0].Text);
    }

    [Fact]
    public async Task Commands_of_one_client_run_side_by_side()
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);
        var forever = client.ExecuteTextCommand("demo forever");
        await using var lines = forever.ReadLinesAsync().GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync().AsTask().WaitAsync(DemoHost.Limit));

        Assert.Equal("meanwhile", (await ReadAsync(client.ExecuteTextCommand("demo echo -m meanwhile")))[0].Text);
        forever.Cancel();

        Assert.False(await lines.MoveNextAsync().AsTask().WaitAsync(DemoHost.Limit));
        Assert.Equal(PbmOutcome.Cancelled, forever.Outcome);
        await host.Demo.StreamEnded.Task.WaitAsync(DemoHost.Limit);
    }

    [Fact]
    public async Task Leaving_the_output_cancels_the_command()
    {
        await using var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);
        var forever = client.ExecuteTextCommand("demo forever");

        await foreach (var line in forever.ReadLinesAsync())
        {
            Assert.Equal("started", line.Text);
            break;
        }

        await host.Demo.StreamEnded.Task.WaitAsync(DemoHost.Limit);
        Assert.Equal(PbmOutcome.Cancelled, forever.Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(forever));
    }

    [Fact]
    public async Task A_stopped_host_ends_running_commands_and_refuses_new_ones()
    {
        var host = await DemoHost.StartAsync();
        await using var client = await PbmClient.ConnectAsync(host.Address);
        var forever = client.ExecuteTextCommand("demo forever");
        await using var lines = forever.ReadLinesAsync().GetAsyncEnumerator();
        await lines.MoveNextAsync().AsTask().WaitAsync(DemoHost.Limit);

        await host.DisposeAsync();

        Assert.False(await lines.MoveNextAsync().AsTask().WaitAsync(DemoHost.Limit));
        Assert.Equal(PbmOutcome.ConnectionLost, forever.Outcome);
        Assert.Equal("The host is stopping.", await client.Closed.WaitAsync(DemoHost.Limit));
        var late = client.ExecuteTextCommand("demo echo -m x");
        Assert.Empty(await ReadAsync(late));
        Assert.Equal(PbmOutcome.ConnectionLost, late.Outcome);
    }

    [Fact]
    public async Task A_quiet_client_pings_and_gives_a_host_up_that_does_not_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new PbmAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        var connecting = PbmClient.ConnectAsync(address, PbmClientOptions.Default with { PingInterval = TimeSpan.FromMilliseconds(1) });
        using var host = await listener.AcceptTcpClientAsync();
        var stream = host.GetStream();
        Assert.IsType<HelloFrame>(await FrameStream.ReadAsync(stream, WireLimits.RequestBytesMax, CancellationToken.None));
        await stream.WriteAsync(FrameCodec.Encode(new WelcomeFrame(1, "FAKE", 0)));
        await using var client = await connecting;

        Assert.Equal("The host does not answer any more.", await client.Closed.WaitAsync(DemoHost.Limit));

        Assert.IsType<PingFrame>(await FrameStream.ReadAsync(stream, WireLimits.RequestBytesMax, CancellationToken.None));
        Assert.Equal("FAKE", client.Server);
        Assert.Empty(client.Palettes);
    }

    [Fact]
    public async Task No_host_a_full_host_and_a_stranger_are_told_apart()
    {
        await using var host = await DemoHost.StartAsync("petabridge.cmd.max-clients = 1");
        await using var first = await PbmClient.ConnectAsync(host.Address);
        var full = await Assert.ThrowsAsync<PbmConnectException>(() => PbmClient.ConnectAsync(host.Address));
        Assert.Contains("as many clients as it accepts", full.Message);
        Assert.Equal(host.Address, full.Address);

        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        var answering = AnswerAsync(stranger, "HTTP/1.1 400 Bad Request\r\n\r\n");
        var strange = await Assert.ThrowsAsync<PbmConnectException>(() => PbmClient.ConnectAsync(new PbmAddress("127.0.0.1", port)));
        Assert.Contains("something else than a command host", strange.Message);
        await answering;
        stranger.Stop();

        var none = await Assert.ThrowsAsync<PbmConnectException>(() => PbmClient.ConnectAsync(new PbmAddress("127.0.0.1", port)));
        Assert.Contains($"[127.0.0.1:{port}]", none.Message);
    }

    [Fact]
    public async Task A_host_that_never_answers_is_given_up()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var address = new PbmAddress("127.0.0.1", ((IPEndPoint)mute.LocalEndpoint).Port);
        var options = PbmClientOptions.Default with { ConnectTimeout = TimeSpan.FromMilliseconds(50) };

        var failed = await Assert.ThrowsAsync<PbmConnectException>(() => PbmClient.ConnectAsync(address, options));

        Assert.Contains("no answer within", failed.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => PbmClient.ConnectAsync(address, PbmClientOptions.Default, new CancellationToken(canceled: true)));
    }

    private static async Task AnswerAsync(TcpListener listener, string text)
    {
        using var client = await listener.AcceptTcpClientAsync();
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1024]));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }

    private static async Task<List<PbmLine>> ReadAsync(PbmExecution execution)
    {
        var lines = new List<PbmLine>();
        using var limit = new CancellationTokenSource(DemoHost.Limit);
        await foreach (var line in execution.ReadLinesAsync(limit.Token))
        {
            lines.Add(line);
        }

        return lines;
    }
}
