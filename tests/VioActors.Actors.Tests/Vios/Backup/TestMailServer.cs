using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>A mail server (RFC 5321) that takes one mail after the other and keeps them; or refuses every recipient.</summary>
internal sealed class TestMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<string> _mail = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestMailServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool Refuses { get; init; }

    /// <summary>Envelope and text of the first mail.</summary>
    public Task<string> Mail => _mail.Task;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await ConverseAsync(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
            _mail.TrySetCanceled();
        }
    }

    private async Task ConverseAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var mail = new StringBuilder();
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            mail.AppendLine(line);
            switch (verb)
            {
                case "RCPT" when Refuses:
                    await writer.WriteLineAsync("550 5.1.1 nobody here");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                        mail.AppendLine(text);
                    await writer.WriteLineAsync("250 taken");
                    _mail.TrySetResult(mail.ToString());
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 test");
                    break;
            }
        }
    }
}
