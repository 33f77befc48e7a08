using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace VioActors.Interop.Tests.Processes;

/// <summary>Passes TCP connections on to another address; every byte arrives later than it was sent, in both directions.</summary>
internal sealed class DelayRelay : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _target;
    private readonly TimeSpan _delay;

    public DelayRelay(IPAddress address, IPEndPoint target, TimeSpan delay)
    {
        (_target, _delay) = (target, delay);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _ = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(_target);
                await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                // The target is not there: the client is let go of.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var late = Channel.CreateBounded<(long At, byte[] Bytes)>(4096);
        await Task.WhenAny(ReadAsync(from, late.Writer), WriteAsync(late.Reader, to));
    }

    private static async Task ReadAsync(Socket from, ChannelWriter<(long At, byte[] Bytes)> late)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReceiveAsync(buffer)) > 0)
            await late.WriteAsync((Stopwatch.GetTimestamp(), buffer[..count]));
    }

    private async Task WriteAsync(ChannelReader<(long At, byte[] Bytes)> late, Socket to)
    {
        using var steps = new PeriodicTimer(Step);
        await foreach (var (at, bytes) in late.ReadAllAsync())
        {
            while (Stopwatch.GetElapsedTime(at) < _delay)
                await steps.WaitForNextTickAsync();
            for (var sent = 0; sent < bytes.Length;)
                sent += await to.SendAsync(bytes.AsMemory(sent));
        }
    }
}
