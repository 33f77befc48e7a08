using Akka.Actor;
using Akka.Remote.Tests.Fixtures;
using Akka.Remote.Tests.Hostile;
using Akka.Remote.Transport;
using Akka.Remote.Wire;

namespace Akka.Remote.Tests;

/// <summary>Messages that are longer than a frame come in parts, whole and in their place among others.</summary>
public sealed class DividedMessageTests : RemoteSpec
{
    private const string UpTo8MiB = "akka.remote.dot-netty.tcp.maximum-message-size = 8 MiB";

    public DividedMessageTests()
        : base(UpTo8MiB)
    {
    }

    [Theory]
    [InlineData(127_900)]
    [InlineData(128_000)]
    [InlineData(128_001)]
    [InlineData(300_000)]
    [InlineData(8 << 20)]
    public void They_arrive_whole_and_in_order(int length)
    {
        var there = Another(UpTo8MiB);
        var probe = ProbeIn(there);
        var remote = Remotely(there, probe.Ref);
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        for (var round = 0; round < 3; round++)
        {
            remote.Tell($"before {round}", TestActor);
            remote.Tell(bytes, TestActor);
            remote.Tell($"after {round}", TestActor);
        }

        for (var round = 0; round < 3; round++)
        {
            probe.ExpectMsg($"before {round}", Patience);
            Assert.True(bytes.AsSpan().SequenceEqual(probe.ExpectMsg<byte[]>(Patience)));
            Assert.Equal(TestActor.Path.Name, probe.LastSender.Path.Name);
            probe.ExpectMsg($"after {round}", Patience);
        }
    }

    [Fact]
    public void One_over_the_limit_is_dropped_and_the_connection_goes_on()
    {
        var there = Another(UpTo8MiB);
        var probe = ProbeIn(there);
        var remote = Remotely(there, probe.Ref);

        EventFilter.Error(contains: "maximum-message-size").ExpectOne(() =>
        {
            remote.Tell(new byte[(8 << 20) + 1], TestActor);
            remote.Tell("next", TestActor);
            probe.ExpectMsg("next", Patience);
        });
    }

    [Fact]
    public async Task Parts_that_a_peer_makes_by_hand_become_one_message()
    {
        using var peer = await RawPeer.WelcomedAsync(Here);
        var probe = CreateTestProbe();

        await peer.SendAsync(First(probe.Ref, 5).Bytes(FrameFields.Part, "so"u8));
        await peer.SendAsync(new WireMessage().Number(FrameFields.Ping, 1));
        await peer.SendAsync(new WireMessage().Bytes(FrameFields.Part, "un"u8));
        await peer.SendAsync(new WireMessage().Bytes(FrameFields.Part, "d"u8));

        probe.ExpectMsg("sound", Patience);
    }

    [Fact]
    public async Task Parts_out_of_place_close_the_connection()
    {
        var probe = CreateTestProbe();
        var part = new WireMessage().Bytes(FrameFields.Part, "so"u8);
        foreach (var frames in new WireMessage[][]
        {
            [part],
            [First(probe.Ref, 0).Bytes(FrameFields.Part, "so"u8)],
            [First(probe.Ref, 1).Bytes(FrameFields.Part, "so"u8)],
            [First(probe.Ref, (8 << 20) + 1).Bytes(FrameFields.Part, "so"u8)],
            [First(probe.Ref, 5).Number(FrameFields.Sequence, 1).Bytes(FrameFields.Part, "so"u8)],
            [First(probe.Ref, 5).Bytes(FrameFields.Part, [])],
            [First(probe.Ref, 3).Bytes(FrameFields.Part, "so"u8), new WireMessage().Bytes(FrameFields.Part, "und"u8)],
            [First(probe.Ref, 5).Bytes(FrameFields.Part, "so"u8), First(probe.Ref, 5).Bytes(FrameFields.Part, "so"u8)],
            [First(probe.Ref, 5).Bytes(FrameFields.Part, "so"u8), First(probe.Ref, 5).Bytes(FrameFields.Payload, "sound"u8)],
        })
        {
            using var peer = await RawPeer.WelcomedAsync(Here);
            foreach (var frame in frames)
                await peer.SendAsync(frame);
            await peer.ClosedAsync().WaitAsync(Patience);
        }

        // None of them was delivered.
        probe.Ref.Tell("end");
        probe.ExpectMsg("end", Patience);
    }

    [Fact]
    public async Task A_message_whose_end_never_comes_is_forgotten_with_its_connection()
    {
        using var peer = await RawPeer.WelcomedAsync(Here, StreamKind.Ordinary);
        var probe = CreateTestProbe();
        await peer.SendAsync(First(probe.Ref, 8 << 20).Bytes(FrameFields.Part, "so"u8));
        peer.EndSending();

        await peer.ClosedAsync().WaitAsync(Patience);
        probe.Ref.Tell("end");
        probe.ExpectMsg("end", Patience);
    }

    private WireMessage First(IActorRef recipient, int total) => new WireMessage()
        .Text(FrameFields.RecipientPath, recipient.Path.ToSerializationFormatWithAddress(Here))
        .SignedInt32(FrameFields.Serializer, 17)
        .Text(FrameFields.ManifestText, "S")
        .Number(FrameFields.Total, (ulong)total);
}
