using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Tools.Schemas;
using Akka.Cluster.Tools.Wire;
using Akka.Serialization;
using Google.Protobuf;

namespace Akka.Cluster.Tools.PublishSubscribe.Serialization;

/// <summary>Writes the messages of publish-subscribe by the schemas in tools.proto. Thread-safe.</summary>
public sealed class DistributedPubSubMessageSerializer : SerializerWithStringManifest
{
    private const string StatusManifest = "A";
    private const string DeltaManifest = "B";
    private const string SendManifest = "C";
    private const string SendToAllManifest = "D";
    private const string PublishManifest = "E";
    private const string DeliverManifest = "G";

    /// <summary>The serializer of <paramref name="system"/>.</summary>
    public DistributedPubSubMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 9;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => Schema(obj).ToByteArray();

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                StatusManifest => Read(StatusMessage.Parser.ParseFrom(bytes)),
                DeltaManifest => Read(DeltaMessage.Parser.ParseFrom(bytes)),
                SendManifest => Read(SendMessage.Parser.ParseFrom(bytes)),
                SendToAllManifest => Read(SendToAllMessage.Parser.ParseFrom(bytes)),
                PublishManifest => Read(PublishMessage.Parser.ParseFrom(bytes)),
                DeliverManifest => Read(DeliverMessage.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException($"Cannot read a message of publish-subscribe: manifest [{manifest}] is unknown."),
            };
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException)
        {
            throw new SerializationException($"Cannot read a message of publish-subscribe with manifest [{manifest}]: {error.Message}",
                error);
        }
    }

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        Status => StatusManifest,
        Delta => DeltaManifest,
        Send => SendManifest,
        SendToAll => SendToAllManifest,
        Publish => PublishManifest,
        DeliverToTopic => DeliverManifest,
        _ => throw Unknown(o),
    };

    private IMessage Schema(object message) => message switch
    {
        Status status => new StatusMessage
        {
            Entries = { status.Versions.Select(v =>
                new StatusMessage.Types.Entry { Address = AddressCodec.Write(v.Key), Version = v.Value }) },
            ReplyToStatus = status.IsReplyToStatus,
        },
        Delta delta => new DeltaMessage { Buckets = { delta.Buckets.Select(Write) } },
        Send send => new SendMessage { Path = send.Path, LocalAffinity = send.LocalAffinity, Payload = Payload(send.Message) },
        SendToAll all => new SendToAllMessage { Path = all.Path, ExcludeSelf = all.ExcludeSelf, Payload = Payload(all.Message) },
        Publish publish => new PublishMessage
        {
            Topic = publish.Topic,
            SendOneMessageToEachGroup = publish.SendOneMessageToEachGroup,
            Payload = Payload(publish.Message),
        },
        DeliverToTopic deliver => new DeliverMessage
        {
            Topic = deliver.Topic,
            Group = deliver.Group ?? "",
            Payload = Payload(deliver.Message),
        },
        _ => throw Unknown(message),
    };

    private static DeltaMessage.Types.Bucket Write(BucketDelta bucket) => new()
    {
        Owner = AddressCodec.Write(bucket.Owner),
        Version = bucket.Version,
        Content =
        {
            bucket.Content.Select(pair => new DeltaMessage.Types.Entry
            {
                Key = pair.Key,
                Version = pair.Value.Version,
                Ref = pair.Value.Ref is { } subject ? Akka.Serialization.Serialization.SerializedActorPath(subject) : "",
            }),
        },
    };

    private static Status Read(StatusMessage status)
    {
        var versions = new Dictionary<Address, long>();
        foreach (var entry in status.Entries)
            versions[AddressCodec.Read(entry.Address)] = entry.Version;
        return new Status(versions, status.ReplyToStatus);
    }

    private Delta Read(DeltaMessage delta) => new([.. delta.Buckets.Select(Read)]);

    private BucketDelta Read(DeltaMessage.Types.Bucket bucket)
    {
        var content = new Dictionary<string, Registration>();
        foreach (var entry in bucket.Content)
        {
            var subject = entry.Ref.Length == 0 ? null : system.Provider.ResolveActorRef(entry.Ref);
            content[entry.Key] = new Registration(entry.Version, subject);
        }

        return new BucketDelta(AddressCodec.Read(bucket.Owner), bucket.Version, content);
    }

    private Send Read(SendMessage send) => new(send.Path, Message(send.Payload), send.LocalAffinity);

    private SendToAll Read(SendToAllMessage all) => new(all.Path, Message(all.Payload), all.ExcludeSelf);

    private Publish Read(PublishMessage publish) =>
        new(publish.Topic, Message(publish.Payload), publish.SendOneMessageToEachGroup);

    private DeliverToTopic Read(DeliverMessage deliver) =>
        new(deliver.Topic, deliver.Group.Length == 0 ? null : deliver.Group, Message(deliver.Payload));

    private Payload Payload(object message) => PayloadCodec.Write(system, message);

    private object Message(Payload? payload) => PayloadCodec.Read(system, payload);

    private static SerializationException Unknown(object message) =>
        new($"Cannot write a [{message.GetType()}]: it is no message of publish-subscribe.");
}
