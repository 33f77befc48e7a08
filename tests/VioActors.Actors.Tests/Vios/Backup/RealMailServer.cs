using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VioActors.Actors.Tests.Vios.Backup;

/// <summary>
/// A mail server of Debian (package python3-aiosmtpd) on a free port, which puts each mail as a file into a maildir (RFC 5321).
/// </summary>
internal sealed class RealMailServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly Process _server;

    private RealMailServer(Process server, DirectoryInfo folder, int port) => (_server, _folder, Port) = (server, folder, port);

    public int Port { get; }

    /// <summary>Completes when it takes connections.</summary>
    public static async Task<RealMailServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("vio-mail-");
        var port = FreePort();
        var start = new ProcessStartInfo("/usr/bin/aiosmtpd") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
            ["-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(folder.FullName, "mail")];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var server = new RealMailServer(Process.Start(start)!, folder, port);
        await server.UntilAsync("it listens", async () =>
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return "";
            }
            catch (SocketException)
            {
                return null;
            }
        });
        return server;
    }

    /// <summary>The first mail that it took, as it keeps it.</summary>
    public Task<string> MailAsync() => UntilAsync("it took a mail", async () =>
        Directory.Exists(Inbox) && Directory.GetFiles(Inbox) is [var first, ..] ? await File.ReadAllTextAsync(first) : null);

    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
            _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Inbox => Path.Combine(_folder.FullName, "mail", "new");

    // The server takes no port 0; one that was free a moment ago is.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> UntilAsync(string what, Func<Task<string?>> look)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (_server.HasExited)
                Assert.Fail($"The mail server ended: {await _server.StandardError.ReadToEndAsync()}");
            Assert.False(limit.IsCancellationRequested, $"Not within {Patience}: {what}.");
            await looks.WaitForNextTickAsync();
        }
    }
}
