using Akka.Actor;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests.Hostile;

/// <summary>Peers that do not keep to the protocol lose their connection; others notice nothing.</summary>
public sealed class HostilePeerTests : RemoteSpec
{
    public HostilePeerTests()
    {
        Sys.ActorOf(Props.Create<Echo>(), "echo");
    }

    private Address EchoAddress => Here;

    private string EchoPath => new RootActorPath(Here) + "user/echo";

    public static TheoryData<byte[]> Garbage => new()
    {
        new byte[] { 0, 0, 0, 0 },
        new byte[] { 0xFF, 0xFF, 0xFF, 0x7F },
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF },
        new byte[] { 0x01, 0x10, 0x00, 0x00 },
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(),
        new byte[] { 3, 0, 0, 0, 0xFF, 0xFF, 0xFF },
        new byte[] { 2, 0, 0, 0, 0x82, 0x01 },
        new byte[] { 1, 0, 0, 0, 0x00 },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_before_the_handshake_closes_the_connection(byte[] bytes)
    {
        using var peer = new RawPeer(Here);
        await peer.SendAsync(bytes);

        await peer.ClosedAsync().WaitAsync(Patience);
        await AssertOthersAreServed();
    }

    [Fact]
    public async Task A_half_open_handshake_is_closed_when_its_time_is_over()
    {
        var hasty = Another("akka.remote.handshake-timeout = 500 ms");
        using var silent = new RawPeer(AddressOf(hasty));
        using var halfway = new RawPeer(AddressOf(hasty));
        await halfway.SendAsync(RawPeer.Hello(AddressOf(hasty)));

        await silent.ClosedAsync().WaitAsync(Patience);
        await halfway.ClosedAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_peer_that_wants_another_system_is_told_which_one_this_is()
    {
        using var peer = new RawPeer(Here);
        await peer.SendAsync(RawPeer.Hello(new Address("akka.tcp", "other", "127.0.0.1", Here.Port)));
        Handshake.ReadChallenge(await peer.ReadAsync());
        await peer.SendAsync(Handshake.WriteProof([]));

        var answer = await peer.ReadAsync();
        var refused = Assert.Throws<HandshakeRefusedException>(() => Handshake.ReadWelcome(answer));

        Assert.Contains(Here.ToString(), refused.Message, StringComparison.Ordinal);
        await peer.ClosedAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_the_connection_before_it_is_read()
    {
        using var peer = await RawPeer.WelcomedAsync(Here);
        await peer.SendAsync([0x01, 0xF4, 0x01, 0x00]);

        await peer.ClosedAsync().WaitAsync(Patience);
        await AssertOthersAreServed();
    }

    [Fact]
    public async Task A_cut_off_frame_is_forgotten_with_its_connection()
    {
        using var peer = await RawPeer.WelcomedAsync(Here);
        await peer.SendAsync([100, 0, 0, 0, 1, 2, 3]);
        peer.EndSending();

        await peer.ClosedAsync().WaitAsync(Patience);
        await AssertOthersAreServed();
    }

    [Fact]
    public async Task Numbers_that_were_never_given_close_the_connection()
    {
        foreach (var frame in new[]
        {
            new WireMessage().Number(FrameFields.Recipient, 5).Bytes(FrameFields.Payload, []),
            new WireMessage().Number(FrameFields.Recipient, 9).Text(FrameFields.RecipientPath, EchoPath).Bytes(FrameFields.Payload, []),
            new WireMessage().Text(FrameFields.RecipientPath, EchoPath).Number(FrameFields.Manifest, 3).Bytes(FrameFields.Payload, []),
            new WireMessage().Bytes(FrameFields.Payload, []),
            new WireMessage().Text(FrameFields.RecipientPath, EchoPath),
            new WireMessage().Text(FrameFields.RecipientPath, new string('x', 5000)).Bytes(FrameFields.Payload, []),
            new WireMessage().Message(FrameFields.Hello, new WireMessage()),
        })
        {
            using var peer = await RawPeer.WelcomedAsync(Here);
            await peer.SendAsync(frame);
            await peer.ClosedAsync().WaitAsync(Patience);
        }

        await AssertOthersAreServed();
    }

    [Fact]
    public async Task A_message_that_names_a_type_makes_nothing_and_the_connection_goes_on()
    {
        using var peer = await RawPeer.WelcomedAsync(Here);
        var probe = CreateTestProbe();
        var path = probe.Ref.Path.ToSerializationFormatWithAddress(Here);
        string[] manifests = ["System.Diagnostics.Process, System.Diagnostics.Process", "Akka.Actor.ActorSystem, Akka", "", "ID"];
        foreach (var serializer in new[] { 2, 16, 22, 61, 6, 999, -1 })
        {
            foreach (var manifest in manifests)
            {
                await peer.SendAsync(new WireMessage()
                    .Text(FrameFields.RecipientPath, path)
                    .SignedInt32(FrameFields.Serializer, serializer)
                    .Text(FrameFields.ManifestText, manifest)
                    .Bytes(FrameFields.Payload, [0x0A, 0x7F, 0x01]));
            }
        }

        await peer.SendAsync(new WireMessage()
            .Text(FrameFields.RecipientPath, path)
            .SignedInt32(FrameFields.Serializer, 17)
            .Text(FrameFields.ManifestText, "S")
            .Bytes(FrameFields.Payload, "sound"u8));
        probe.ExpectMsg("sound", Patience);
    }

    [Fact]
    public async Task System_messages_come_once_and_in_order_whatever_a_peer_repeats()
    {
        using var peer = await RawPeer.WelcomedAsync(Here, StreamKind.Control);
        var victim = Sys.ActorOf(Props.Create<Echo>());
        Watch(victim);
        var stop = new WireMessage()
            .Text(FrameFields.RecipientPath, victim.Path.ToSerializationFormatWithAddress(Here))
            .SignedInt32(FrameFields.Serializer, 22)
            .Text(FrameFields.ManifestText, "T");
        var bytes = stop.ToArray();

        await peer.SendAsync(Numbered(bytes, 2));
        Assert.Equal(0UL, AckIn(await peer.ReadAsync()));
        await peer.SendAsync(Numbered(bytes, 1));
        Assert.Equal(1UL, AckIn(await peer.ReadAsync()));
        await peer.SendAsync(Numbered(bytes, 1));
        Assert.Equal(1UL, AckIn(await peer.ReadAsync()));

        ExpectTerminated(victim, Patience);
    }

    [Fact]
    public async Task Deeply_nested_messages_are_refused()
    {
        using var peer = await RawPeer.WelcomedAsync(Here);
        var probe = CreateTestProbe();
        var path = probe.Ref.Path.ToSerializationFormatWithAddress(Here);
        var nested = new WireMessage();
        for (var i = 0; i < 2000; i++)
            nested = new WireMessage().Message(1, new WireMessage().SignedInt32(1, 16).Text(2, "SS").Message(3, nested));

        await peer.SendAsync(new WireMessage()
            .Text(FrameFields.RecipientPath, path)
            .SignedInt32(FrameFields.Serializer, 16)
            .Text(FrameFields.ManifestText, "SS")
            .Message(FrameFields.Payload, nested));
        await peer.SendAsync(new WireMessage()
            .Text(FrameFields.RecipientPath, path)
            .SignedInt32(FrameFields.Serializer, 17)
            .Text(FrameFields.ManifestText, "S")
            .Bytes(FrameFields.Payload, "sound"u8));

        probe.ExpectMsg("sound", Patience);
    }

    [Fact]
    public async Task Too_many_connections_are_closed_at_once()
    {
        var few = Another("akka.remote.inbound-connections-max = 1");
        using var first = await RawPeer.WelcomedAsync(AddressOf(few));
        using var second = new RawPeer(AddressOf(few));

        await second.ClosedAsync().WaitAsync(Patience);
    }

    private static WireMessage Numbered(byte[] fields, ulong number)
    {
        var frame = new WireMessage();
        var reader = new WireReader(fields);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == FrameFields.Serializer)
                frame.SignedInt32(field, reader.SignedInt32());
            else
                frame.Text(field, reader.Text());
        }

        return frame.Number(FrameFields.Sequence, number).Bytes(FrameFields.Payload, []);
    }

    private static ulong AckIn(byte[] frame)
    {
        var header = FrameHeader.Read(frame, frame.Length);
        Assert.Equal(FrameFields.Ack, header.Control);
        return header.ControlNumber;
    }

    private async Task AssertOthersAreServed()
    {
        var other = Another(name: "honest");
        var echo = await other.ActorSelection(new RootActorPath(EchoAddress) + "/user/echo").ResolveOne(Patience);
        Assert.Equal("served", await echo.Ask<string>("served", Patience));
    }
}
