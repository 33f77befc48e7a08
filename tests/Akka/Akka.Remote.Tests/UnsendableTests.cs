using Akka.Actor;
using Akka.Remote.Tests.Fixtures;

namespace Akka.Remote.Tests;

/// <summary>A message that cannot be sent or read is dropped and logged; the connection goes on.</summary>
public sealed class UnsendableTests : RemoteSpec
{
    private const string OnlyHere = """
        akka.actor.serialization-settings.json.types = [
          "Akka.Remote.Tests.Fixtures.Note, Akka.Remote.Tests", "Akka.Remote.Tests.Fixtures.Unknown, Akka.Remote.Tests"]
        """;

    private const string LargePath = """
        akka.remote.large-message-destinations = ["/user/large-*"]
        akka.remote.dot-netty.tcp.maximum-large-frame-size = 3 MiB
        """;

    public UnsendableTests()
        : base(LargePath)
    {
    }

    [Fact]
    public void A_message_without_a_serializer_is_dropped_with_its_type_in_the_log()
    {
        var there = Another();
        var probe = ProbeIn(there);
        var remote = Remotely(there, probe.Ref);

        EventFilter.Error(contains: nameof(Unknown)).ExpectOne(() =>
        {
            remote.Tell(new Unknown("x"), TestActor);
            remote.Tell("next", TestActor);
            probe.ExpectMsg("next", Patience);
        });
    }

    [Fact]
    public void A_message_that_the_receiver_does_not_know_is_dropped_there()
    {
        var sender = Another(OnlyHere, "sender");
        var remote = ((ExtendedActorSystem)sender).Provider
            .ResolveActorRef(TestActor.Path.ToSerializationFormatWithAddress(Here));

        EventFilter.Warning(contains: nameof(Unknown)).ExpectOne(() =>
        {
            remote.Tell(new Unknown("x"), ActorRefs.NoSender);
            remote.Tell("next", ActorRefs.NoSender);
            ExpectMsg("next", Patience);
        });
    }

    [Fact]
    public void A_message_over_the_frame_limit_is_dropped_and_one_below_it_arrives()
    {
        var there = Another();
        var probe = ProbeIn(there);
        var remote = Remotely(there, probe.Ref);
        var fits = new byte[120_000];
        fits[^1] = 7;

        EventFilter.Error(contains: "maximum-frame-size").ExpectOne(() =>
        {
            remote.Tell(new byte[130_000], TestActor);
            remote.Tell(fits, TestActor);
            Assert.Equal(fits, probe.ExpectMsg<byte[]>(Patience));
        });
    }

    [Fact]
    public void A_large_destination_takes_large_messages()
    {
        var there = Another(LargePath);
        var probe = ProbeIn(there);
        var actor = there.ActorOf(Props.Create(() => new Forwarder(probe.Ref)), "large-1");
        var remote = Remotely(there, actor);
        var blocks = Enumerable.Range(0, 20).Select(i =>
        {
            var block = new byte[1024 * 1024];
            Array.Fill(block, (byte)i);
            return block;
        }).ToArray();

        foreach (var block in blocks)
            remote.Tell(block, TestActor);

        foreach (var block in blocks)
            Assert.True(block.AsSpan().SequenceEqual(probe.ExpectMsg<byte[]>(Patience)));
    }

    private sealed class Forwarder(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) => target.Forward(message);
    }
}
