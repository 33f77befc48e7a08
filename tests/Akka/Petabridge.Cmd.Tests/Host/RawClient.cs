using System.Net;
using System.Net.Sockets;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Host;

/// <summary>Speaks frames, or anything else, to a host.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new();

    public void Dispose() => _tcp.Dispose();

    internal static async Task<RawClient> ConnectAsync(IPEndPoint address)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync(address);
        return client;
    }

    /// <summary>Connects and exchanges greetings; the palettes are in <paramref name="palettes"/>, if given.</summary>
    internal static async Task<RawClient> GreetAsync(IPEndPoint address, List<WirePalette>? palettes = null)
    {
        var client = await ConnectAsync(address);
        await client.SendAsync(new HelloFrame(1, 1, "test"));
        var welcome = Assert.IsType<WelcomeFrame>(await client.ReceiveAsync());
        for (var i = 0; i < welcome.PaletteCount; i++)
        {
            var palette = Assert.IsType<PaletteFrame>(await client.ReceiveAsync()).Palette;
            palettes?.Add(palette);
        }

        return client;
    }

    internal Task SendAsync(Frame frame) => SendBytesAsync(FrameCodec.Encode(frame));

    internal async Task SendBytesAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes);

    internal Task ExecuteAsync(uint id, string line) => SendAsync(new ExecuteFrame(id, CommandLine.TrySplit(line, out _)!));

    internal async Task<Frame?> ReceiveAsync() =>
        await FrameStream.ReadAsync(_tcp.GetStream(), WireLimits.ReplyBytesMax, CancellationToken.None).WaitAsync(HostFixture.Limit);

    internal async Task<OutputFrame> ReceiveOutputAsync() => Assert.IsType<OutputFrame>(await ReceiveAsync());

    /// <summary>Sends a command and collects what comes up to its final frame.</summary>
    internal async Task<(string Text, OutputFlags Flags)> RunAsync(uint id, string line)
    {
        await ExecuteAsync(id, line);
        var lines = new List<string>();
        while (true)
        {
            var output = await ReceiveOutputAsync();
            Assert.Equal(id, output.Id);
            if (output.Text.Length > 0 || !output.Flags.HasFlag(OutputFlags.Final))
            {
                lines.Add(output.Text);
            }

            if (output.Flags.HasFlag(OutputFlags.Final))
            {
                return (string.Join('\n', lines), output.Flags);
            }
        }
    }

    /// <summary>Reads until the host has closed the connection.</summary>
    /// <returns>The reason that the host gave, or null when the connection broke before it could be read.</returns>
    internal async Task<string?> ReceiveEndAsync()
    {
        string? reason = null;
        try
        {
            while (await ReceiveAsync() is { } frame)
            {
                reason = (frame as GoodbyeFrame)?.Reason ?? reason;
            }
        }
        catch (IOException)
        {
            // A reset instead of an orderly end is an end as well.
        }

        return reason;
    }

    /// <summary>Goes away without a word, as a killed process does.</summary>
    internal void Vanish()
    {
        _tcp.Client.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }
}
