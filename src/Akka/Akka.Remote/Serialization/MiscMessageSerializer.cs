using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Messages of the engine itself and references. Thread-safe.</summary>
public sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private const string IdentifyManifest = "ID";
    private const string ActorIdentityManifest = "AID";
    private const string ActorRefManifest = "AR";
    private const string PoisonPillManifest = "PP";
    private const string KillManifest = "K";
    private const string StatusFailureManifest = "SF";
    private const string StatusSuccessManifest = "SS";
    private const string TerminatedManifest = "T";
    private const string AddressManifest = "ADDR";
    private const string HeartbeatManifest = "RWHB";
    private const string HeartbeatRspManifest = "RWHR";

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public MiscMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 16;

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => ActorIdentityManifest,
        IActorRef => ActorRefManifest,
        PoisonPill => PoisonPillManifest,
        Kill => KillManifest,
        Status.Failure => StatusFailureManifest,
        Status.Success => StatusSuccessManifest,
        Terminated => TerminatedManifest,
        Address => AddressManifest,
        RemoteWatcher.Heartbeat => HeartbeatManifest,
        RemoteWatcher.HeartbeatRsp => HeartbeatRspManifest,
        _ => throw new SerializationException($"Cannot serialize a [{o?.GetType()}] as a message of the engine."),
    };

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => (obj switch
    {
        Identify identify => new WireMessage().Message(1, Payloads.Write(system, identify.MessageId)),
        ActorIdentity identity => new WireMessage()
            .Message(1, Payloads.Write(system, identity.MessageId)).Text(2, PathOf(identity.Subject)),
        IActorRef reference => new WireMessage().Text(1, PathOf(reference)),
        PoisonPill or Kill or RemoteWatcher.Heartbeat => new WireMessage(),
        Status.Failure failure => WriteFailure(failure),
        Status.Success success => new WireMessage().Message(1, Payloads.Write(system, success.Status)),
        Terminated terminated => new WireMessage()
            .Text(1, PathOf(terminated.ActorRef)).Flag(2, terminated.ExistenceConfirmed).Flag(3, terminated.AddressTerminated),
        Address address => new WireMessage().Text(1, address.ToString()),
        RemoteWatcher.HeartbeatRsp answer => new WireMessage().SignedInt32(1, answer.AddressUid),
        _ => throw new SerializationException($"Cannot serialize a [{obj?.GetType()}] as a message of the engine."),
    }).ToArray();

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case PoisonPillManifest:
                return PoisonPill.Instance;
            case KillManifest:
                return Kill.Instance;
            case HeartbeatManifest:
                return RemoteWatcher.Heartbeat.Instance;
            case IdentifyManifest:
                return new Identify(ReadPair(bytes).Payload!);
            case ActorIdentityManifest:
                var identity = ReadPair(bytes);
                return new ActorIdentity(identity.Payload!, identity.Text.Length == 0 ? null : Reference(identity.Text));
            case StatusSuccessManifest:
                return new Status.Success(ReadPair(bytes).Payload!);
            case StatusFailureManifest:
                return ReadFailure(bytes);
            case ActorRefManifest:
                return Reference(ReadTexts(bytes).Text);
            case TerminatedManifest:
                var terminated = ReadTexts(bytes);
                return new Terminated(Reference(terminated.Text), terminated.Second, terminated.Third);
            case AddressManifest:
                return Address.TryParse(ReadTexts(bytes).Text, out var address)
                    ? address
                    : throw new SerializationException("The text is no address of a system.");
            case HeartbeatRspManifest:
                return ReadHeartbeatRsp(bytes);
            default:
                throw new SerializationException($"There is no message of the engine with manifest [{manifest}].");
        }
    }

    private static string PathOf(IActorRef? reference) => reference is null
        ? ""
        : Akka.Serialization.Serialization.SerializedActorPath(reference);

    private static RemoteWatcher.HeartbeatRsp ReadHeartbeatRsp(byte[] bytes)
    {
        var uid = 0;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                uid = reader.SignedInt32();
            else
                reader.Skip();
        }

        return new RemoteWatcher.HeartbeatRsp(uid);
    }

    private static (string Text, bool Second, bool Third) ReadTexts(byte[] bytes)
    {
        var text = "";
        bool second = false, third = false;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                text = reader.Text();
            else if (field == 2)
                second = reader.Flag();
            else if (field == 3)
                third = reader.Flag();
            else
                reader.Skip();
        }

        return (text, second, third);
    }

    private WireMessage WriteFailure(Status.Failure failure)
    {
        var message = new WireMessage();
        if (failure.Cause is { } cause)
            message.Message(1, ExceptionText.Write(cause));
        return failure.State is { } state ? message.Message(2, Payloads.Write(system, state)) : message;
    }

    private Status.Failure ReadFailure(byte[] bytes)
    {
        Exception? cause = null;
        object? state = null;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                cause = ExceptionText.Read(reader.Bytes());
            else if (field == 2)
                state = Payloads.Read(system, reader.Bytes());
            else
                reader.Skip();
        }

        return new Status.Failure(cause!, state!);
    }

    private (object? Payload, string Text) ReadPair(byte[] bytes)
    {
        object? payload = null;
        var text = "";
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                payload = Payloads.Read(system, reader.Bytes());
            else if (field == 2)
                text = reader.Text();
            else
                reader.Skip();
        }

        return (payload, text);
    }

    private IActorRef Reference(string path) => path.Length == 0 ? ActorRefs.Nobody : system.Provider.ResolveActorRef(path);
}
