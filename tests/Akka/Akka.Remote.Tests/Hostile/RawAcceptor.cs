using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Hostile;

/// <summary>A peer that takes connections, shakes hands, and then does with each stream what the test wants.</summary>
internal sealed class RawAcceptor : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawAcceptor()
    {
        _listener.Start();
        Address = new Address("akka.tcp", "raw", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
    }

    public Address Address { get; }

    /// <summary>The next connection, welcomed.</summary>
    public async Task<(StreamKind Kind, NetworkStream Stream)> AcceptAsync(int uid = 99)
    {
        var client = await _listener.AcceptTcpClientAsync();
        client.ReceiveBufferSize = 16 * 1024;
        var stream = client.GetStream();
        var hello = Handshake.ReadHello(await ReadAsync(stream));
        await SendAsync(stream, Handshake.WriteChallenge(new byte[Handshake.NonceLength], []));
        Handshake.ReadProof(await ReadAsync(stream));
        await SendAsync(stream, Handshake.WriteWelcome(new Handshake.Welcome(uid, 0)));
        return (hello.Kind, stream);
    }

    /// <summary>The next frame; throws <see cref="EndOfStreamException"/> at the end.</summary>
    public static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var prefix = new byte[4];
        await stream.ReadExactlyAsync(prefix);
        var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        await stream.ReadExactlyAsync(frame);
        return frame;
    }

    public static async Task SendAsync(NetworkStream stream, WireMessage frame)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, frame.Written.Length);
        await stream.WriteAsync((byte[])[.. prefix, .. frame.ToArray()]);
    }

    public void Dispose() => _listener.Dispose();
}
