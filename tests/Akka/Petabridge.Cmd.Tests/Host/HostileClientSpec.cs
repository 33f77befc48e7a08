using System.Buffers.Binary;
using System.Text;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Host;

[Trait("Req", "MGT-5")]
public sealed class HostileClientSpec
{
    public static TheoryData<string, byte[]> Openings => new()
    {
        { "HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
        { "an enormous length", [0xff, 0xff, 0xff, 0xff, 1] },
        { "a length of nothing", [0, 0, 0, 0] },
        { "an unknown kind", [0, 0, 0, 1, 0x7e] },
        { "a frame of the host", FrameCodec.Encode(new PongFrame()) },
        { "a command before the greeting", FrameCodec.Encode(new ExecuteFrame(1, [])) },
        { "a future version", FrameCodec.Encode(new HelloFrame(2, 9, "x")) },
        { "a greeting with other magic", Convert.FromHexString("0000000d010000000000010001" + "00000000") },
    };

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task What_is_no_greeting_ends_the_connection_and_nothing_else(string what, byte[] bytes)
    {
        await using var host = await HostFixture.StartAsync();
        using var hostile = await RawClient.ConnectAsync(host.Address);

        await hostile.SendBytesAsync(bytes);
        await hostile.ReceiveEndAsync();

        using var friendly = await RawClient.GreetAsync(host.Address);
        Assert.Equal(what, (await friendly.RunAsync(1, $"demo echo -m '{what}'")).Text);
    }

    [Fact]
    public async Task A_frame_beyond_the_limit_ends_the_connection()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);
        var header = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(header, WireLimits.RequestBytesMax + 1);

        await client.SendBytesAsync(header);

        Assert.Contains("65537 bytes", await client.ReceiveEndAsync());
    }

    [Fact]
    public async Task A_second_greeting_and_a_used_id_are_refused()
    {
        await using var host = await HostFixture.StartAsync();
        using var twice = await RawClient.GreetAsync(host.Address);
        await twice.SendAsync(new HelloFrame(1, 1, "again"));
        Assert.Contains("out of turn", await twice.ReceiveEndAsync());

        using var reused = await RawClient.GreetAsync(host.Address);
        await reused.ExecuteAsync(1, "demo forever");
        await reused.ExecuteAsync(1, "demo forever");
        Assert.Contains("command 1 is running already", await reused.ReceiveEndAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_closed()
    {
        await using var host = await HostFixture.StartAsync("petabridge.cmd.handshake-timeout = 50ms");
        using var silent = await RawClient.ConnectAsync(host.Address);

        Assert.Contains("No greeting", await silent.ReceiveEndAsync());
    }

    [Fact]
    public async Task A_client_that_falls_silent_is_closed()
    {
        await using var host = await HostFixture.StartAsync("petabridge.cmd.idle-timeout = 50ms");
        using var idle = await RawClient.GreetAsync(host.Address);

        Assert.Contains("Nothing came from the client", await idle.ReceiveEndAsync());
    }

    [Fact]
    public async Task A_ping_is_answered()
    {
        await using var host = await HostFixture.StartAsync();
        using var client = await RawClient.GreetAsync(host.Address);

        await client.SendAsync(new PingFrame());

        Assert.IsType<PongFrame>(await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_and_its_command_stopped()
    {
        await using var host = await HostFixture.StartAsync(
            "petabridge.cmd { max-response-bytes = 100000, max-pending-output-bytes = 200000 }");
        using var slow = await RawClient.GreetAsync(host.Address);
        await slow.ExecuteAsync(1, "demo forever");
        await slow.ReceiveOutputAsync();

        // 64 MiB are more than the host holds back and the sockets of both sides together.
        await slow.ExecuteAsync(2, "demo flood");

        await host.Demo.StreamEnded.Task.WaitAsync(HostFixture.Limit);
    }

    [Fact]
    public async Task Commands_beyond_the_limit_are_refused_one_by_one()
    {
        await using var host = await HostFixture.StartAsync("petabridge.cmd.max-running-commands = 2");
        using var client = await RawClient.GreetAsync(host.Address);
        for (uint id = 1; id <= 2; id++)
        {
            await client.ExecuteAsync(id, "demo forever");
            await client.ReceiveOutputAsync();
        }

        var (text, flags) = await client.RunAsync(3, "demo echo -m x");
        Assert.Contains("no more are allowed", text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
        await client.SendAsync(new CancelFrame(1));
        await client.ReceiveOutputAsync();
        Assert.Equal("x", (await client.RunAsync(4, "demo echo -m x")).Text);
    }

    [Fact]
    public async Task Clients_beyond_the_limit_are_told_so()
    {
        await using var host = await HostFixture.StartAsync("petabridge.cmd.max-clients = 1");
        using var first = await RawClient.GreetAsync(host.Address);

        using var second = await RawClient.ConnectAsync(host.Address);

        Assert.Contains("as many clients as it accepts", await second.ReceiveEndAsync());
        Assert.Equal("still here", (await first.RunAsync(1, "demo echo -m 'still here'")).Text);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_an_error()
    {
        await using var host = await HostFixture.StartAsync("petabridge.cmd { max-response-bytes = 1024 }");
        using var client = await RawClient.GreetAsync(host.Address);

        var (text, flags) = await client.RunAsync(1, "demo echo -m 0123456789 -n 200");

        Assert.Contains("longer than 1024 bytes", text);
        Assert.Equal(OutputFlags.Final | OutputFlags.Error, flags);
    }
}
