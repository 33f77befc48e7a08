using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using VioActors.Storage.Nbd;

namespace VioActors.Storage.Tests.Nbd;

/// <summary>A server whose every byte the test decides; one script a connection, the last one for all further ones.</summary>
internal sealed class FakeNbdServer : IDisposable
{
    public const ulong OptionReplyMagic = 0x0003e889045565a9;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, Task>[] _scripts;
    private readonly List<Socket> _sockets = [];

    public FakeNbdServer(params Func<NetworkStream, Task>[] scripts)
    {
        _scripts = scripts;
        _listener.Start();
        _ = AcceptAsync();
    }

    public NbdAddress Address => NbdAddress.Parse($"nbd://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/x");

    /// <summary>A negotiation as it should be, of 1 MiB with all features, with structured replies or without.</summary>
    public static async Task NegotiateAsync(NetworkStream stream, bool structured = true)
    {
        await SendAsync(stream, "NBDMAGICIHAVEOPT"u8.ToArray(), [0, 3]);
        await ReadAsync(stream, 4);
        await ReadOptionAsync(stream);
        await SendAsync(stream, OptionReply(8, structured ? 1u : 0x80000001u, []));
        await ReadOptionAsync(stream);
        await SendAsync(stream, OptionReply(7, 3, [0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0x01, 0x6D]), OptionReply(7, 1, []));
    }

    public static byte[] OptionReply(uint option, uint type, byte[] data) =>
        [.. Big(OptionReplyMagic), .. Big(option), .. Big(type), .. Big((uint)data.Length), .. data];

    public static byte[] SimpleReply(ulong cookie, uint error = 0) => [.. Big(0x67446698u), .. Big(error), .. Big(cookie)];

    public static byte[] Chunk(ulong cookie, ushort flags, ushort type, byte[] data, uint? length = null) =>
        [.. Big(0x668e33efu), .. Big(flags), .. Big(type), .. Big(cookie), .. Big(length ?? (uint)data.Length), .. data];

    public static byte[] Data(ulong cookie, ushort flags, long offset, byte[] bytes) =>
        Chunk(cookie, flags, 1, [.. Big((ulong)offset), .. bytes]);

    /// <summary>Reads a request with its payload.</summary>
    public static async Task<(ushort Command, ushort Flags, ulong Cookie, long Offset, uint Length)> ReadRequestAsync(NetworkStream stream)
    {
        var head = await ReadAsync(stream, 28);
        var request = (BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(6)), BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4)),
            BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(8)), BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(16)),
            BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(24)));
        if (request.Item1 == 1)
            await ReadAsync(stream, (int)request.Item5);
        return request;
    }

    public static async Task SendAsync(NetworkStream stream, params byte[][] parts) =>
        await stream.WriteAsync(parts.SelectMany(part => part).ToArray());

    public static async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    public static async Task ReadOptionAsync(NetworkStream stream)
    {
        var head = await ReadAsync(stream, 16);
        await ReadAsync(stream, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(12)));
    }

    public static byte[] Big(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Big(uint value) => Big((ulong)value)[4..];

    public static byte[] Big(ushort value) => Big((ulong)value)[6..];

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var socket = await _listener.AcceptSocketAsync();
                lock (_sockets)
                    _sockets.Add(socket);
                _ = RunAsync(_scripts[Math.Min(number, _scripts.Length - 1)], socket);
            }
        }
        catch (Exception thrown) when (thrown is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task RunAsync(Func<NetworkStream, Task> script, Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await script(stream);
        }
        catch (Exception thrown) when (thrown is IOException or ObjectDisposedException)
        {
            // The client went away.
        }
    }
}
