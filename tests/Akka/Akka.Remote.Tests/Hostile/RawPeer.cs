using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Hostile;

/// <summary>A peer that says what the test wants.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;

    public RawPeer(Address target)
    {
        _client.Connect(IPAddress.Loopback, target.Port!.Value);
        _stream = _client.GetStream();
    }

    /// <summary>A peer that has passed the handshake of an ordinary stream.</summary>
    public static async Task<RawPeer> WelcomedAsync(Address target, StreamKind kind = StreamKind.Ordinary)
    {
        var peer = new RawPeer(target);
        await peer.SendAsync(Hello(target, kind));
        Handshake.ReadChallenge(await peer.ReadAsync());
        await peer.SendAsync(Handshake.WriteProof(new byte[32]));
        Handshake.ReadWelcome(await peer.ReadAsync());
        return peer;
    }

    public static WireMessage Hello(Address target, StreamKind kind = StreamKind.Ordinary, int uid = 77) => new WireMessage().Message(
        FrameFields.Hello,
        Handshake.WriteHello(kind, new Address("akka.tcp", "raw", "127.0.0.1", 1), uid, target, new byte[Handshake.NonceLength]));

    public async Task SendAsync(WireMessage frame)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, frame.Written.Length);
        await SendAsync([.. prefix, .. frame.ToArray()]);
    }

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    public async Task<byte[]> ReadAsync()
    {
        var prefix = new byte[4];
        await _stream.ReadExactlyAsync(prefix);
        var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        await _stream.ReadExactlyAsync(frame);
        return frame;
    }

    /// <summary>Completes when the other side has closed; what it said before is passed over.</summary>
    public async Task ClosedAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(buffer) > 0)
            {
                // It may say why.
            }
        }
        catch (IOException)
        {
            // Closed with a reset.
        }
    }

    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _client.Dispose();
}
