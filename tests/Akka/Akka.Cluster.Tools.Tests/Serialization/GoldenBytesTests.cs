using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Cluster.Tools.Wire;
using Akka.Serialization;

namespace Akka.Cluster.Tools.Tests.Serialization;

/// <summary>What goes over the wire, byte by byte: other nodes may be of an older release.</summary>
public sealed class GoldenBytesTests : TestKit.Xunit2.TestKit
{
    private static readonly Address Node = new("akka.tcp", "s", "h", 2552);

    public GoldenBytesTests()
    {
        ToolsSerializers.Register(Sys);
    }

    public static TheoryData<string, string, string> Golden => new()
    {
        { "HandOverToMe", "A", "" },
        { "HandOverInProgress", "B", "" },
        { "HandOverDone", "C", "" },
        { "TakeOverFromMe", "D", "" },
        { "Status", "A", "0A170A130A017312016818F8132208616B6B612E74637010051001" },
        { "Delta", "B", "0A280A130A017312016818F8132208616B6B612E74637010071A060A022F7810071A070A03743A741006" },
        { "Send", "C", "0A022F7810011A090A02686910111A0153" },
        { "SendToAll", "D", "0A022F7810011A090A02686910111A0153" },
        { "Publish", "E", "0A017410011A090A02686910111A0153" },
        { "Deliver", "G", "0A01741201671A090A02686910111A0153" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Messages_are_written_and_read_as_ever(string name, string manifest, string hex)
    {
        var message = Messages()[name];
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(message);
        var bytes = Convert.FromHexString(hex);

        Assert.Equal(manifest, serializer.Manifest(message));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Sys.Serialization.Serialize(message)));
        var read = Sys.Serialization.Deserialize(bytes, serializer.Identifier, manifest);
        Assert.IsType(message.GetType(), read);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Sys.Serialization.Serialize(read)));
    }

    [Theory]
    [InlineData(9, "Z", "")]
    [InlineData(9, "A", "FF")]
    [InlineData(9, "A", "0A020800")]
    [InlineData(9, "B", "0A04120F0A")]
    [InlineData(9, "C", "0A022F78")]
    [InlineData(9, "E", "1A090A02686910111A0153")]
    [InlineData(14, "Z", "")]
    public void Bytes_that_are_no_message_are_refused(int serializer, string manifest, string hex) =>
        Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(Convert.FromHexString(hex), serializer, manifest));

    private static Dictionary<string, object> Messages() => new()
    {
        ["HandOverToMe"] = HandOverToMe.Instance,
        ["HandOverInProgress"] = HandOverInProgress.Instance,
        ["HandOverDone"] = HandOverDone.Instance,
        ["TakeOverFromMe"] = TakeOverFromMe.Instance,
        ["Status"] = new Tools.PublishSubscribe.Status(new Dictionary<Address, long> { [Node] = 5 }, IsReplyToStatus: true),
        ["Delta"] = new Delta(
        [
            new BucketDelta(Node, 7, new Dictionary<string, Registration> { ["/x"] = new(7, null), ["t:t"] = new(6, null) }),
        ]),
        ["Send"] = new Send("/x", "hi", localAffinity: true),
        ["SendToAll"] = new SendToAll("/x", "hi", excludeSelf: true),
        ["Publish"] = new Publish("t", "hi", sendOneMessageToEachGroup: true),
        ["Deliver"] = new DeliverToTopic("t", "g", "hi"),
    };
}
