using System.Net.Sockets;
using Akka.Actor;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Hostile;

/// <summary>What a peer sees of the streams, and what it may hold up.</summary>
public sealed class StreamTests : RemoteSpec
{
    public StreamTests()
        : base("""
            akka.remote {
              large-message-destinations = ["/user/blocks"]
              resend-interval = 200 ms
            }
            """)
    {
    }

    [Fact]
    public async Task A_peer_that_does_not_take_large_messages_delays_neither_others_nor_system_messages()
    {
        using var peer = new RawAcceptor();
        var blocks = Reference(peer, "/user/blocks");
        var actor = Reference(peer, "/user/actor");
        for (var i = 0; i < 30; i++)
            blocks.Tell(new byte[1024 * 1024], TestActor);
        actor.Tell("small", TestActor);
        ((IInternalActorRef)actor).Stop();

        // The large stream is accepted and never read.
        var streams = await AcceptAllAsync(peer);

        var small = await MessageIn(streams[StreamKind.Ordinary], 17);
        Assert.Equal("small", System.Text.Encoding.UTF8.GetString(small));
        await MessageIn(streams[StreamKind.Control], 22);
    }

    [Fact]
    public async Task A_peer_that_answers_no_ping_loses_its_connections()
    {
        using var peer = new RawAcceptor();
        var hasty = Another("akka.remote.transport-failure-detector { heartbeat-interval = 100 ms, acceptable-heartbeat-pause = 1 s }");
        hasty.ActorSelection(peer.Address + "/user/actor").Tell("small", ActorRefs.NoSender);
        var streams = new Dictionary<StreamKind, NetworkStream>();
        while (streams.Count < 2)
        {
            var (kind, stream) = await peer.AcceptAsync().WaitAsync(Patience);
            streams[kind] = stream;
        }

        foreach (var stream in streams.Values)
            await EndOf(stream).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_system_message_is_sent_again_until_it_is_acknowledged()
    {
        using var peer = new RawAcceptor();
        ((IInternalActorRef)Reference(peer, "/user/actor")).Stop();
        var (kind, stream) = await peer.AcceptAsync().WaitAsync(Patience);
        Assert.Equal(StreamKind.Control, kind);

        await MessageIn(stream, 22);
        await MessageIn(stream, 22);
        await RawAcceptor.SendAsync(stream, new WireMessage().Number(FrameFields.Ack, 1));
        ((IInternalActorRef)Reference(peer, "/user/other")).Stop();

        // Late copies of the first may come before; the second has the next number.
        while (NumberOf(await RawAcceptor.ReadAsync(stream)) != 2)
            await RawAcceptor.SendAsync(stream, new WireMessage().Number(FrameFields.Pong, 1));
    }

    [Fact]
    public async Task A_peer_that_answers_nonsense_loses_its_connection_and_gets_another()
    {
        using var peer = new RawAcceptor();
        var actor = Reference(peer, "/user/actor");
        ((IInternalActorRef)actor).Stop();
        var (_, first) = await peer.AcceptAsync().WaitAsync(Patience);
        await first.WriteAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF });
        await EndOf(first).WaitAsync(Patience);

        var (_, second) = await peer.AcceptAsync().WaitAsync(Patience);
        await MessageIn(second, 22);
    }

    private static ulong NumberOf(byte[] frame) => FrameHeader.Read(frame, frame.Length).Sequence;

    private static async Task<byte[]> MessageIn(NetworkStream stream, int serializer)
    {
        while (true)
        {
            var frame = await RawAcceptor.ReadAsync(stream).WaitAsync(Patience);
            if (Payload(frame, serializer) is { } payload)
                return payload;
        }
    }

    private static byte[]? Payload(byte[] frame, int serializer)
    {
        var header = FrameHeader.Read(frame, frame.Length);
        return header.Control == 0 && header.SerializerId == serializer
            ? frame[header.PayloadOffset..]
            : null;
    }

    private static async Task EndOf(NetworkStream stream)
    {
        try
        {
            while (true)
                await RawAcceptor.ReadAsync(stream);
        }
        catch (IOException)
        {
            // The end, or a reset.
        }
    }

    private static async Task<Dictionary<StreamKind, NetworkStream>> AcceptAllAsync(RawAcceptor peer)
    {
        var streams = new Dictionary<StreamKind, NetworkStream>();
        while (streams.Count < 3)
        {
            var (kind, stream) = await peer.AcceptAsync().WaitAsync(Patience);
            streams[kind] = stream;
        }

        return streams;
    }

    private IActorRef Reference(RawAcceptor peer, string path) =>
        ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(peer.Address + path);
}
