using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Cluster.Serialization;

/// <summary>The messages between the cluster parts of systems. Thread-safe.</summary>
public sealed class ClusterMessageSerializer : SerializerWithStringManifest
{
    private const string HeartbeatManifest = "HB";
    private const string HeartbeatRspManifest = "HBR";
    private const string RelayRequestManifest = "RQ";
    private const string RelayAnswerManifest = "RA";
    private const string SupportRequestManifest = "SQ";
    private const string SupportAnswerManifest = "SA";

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public ClusterMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 5;

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        Heartbeat => HeartbeatManifest,
        HeartbeatRsp => HeartbeatRspManifest,
        RelayRequest => RelayRequestManifest,
        RelayAnswer => RelayAnswerManifest,
        SupportRequest => SupportRequestManifest,
        SupportAnswer => SupportAnswerManifest,
        _ => throw new SerializationException($"Cannot serialize a [{o?.GetType()}] as a message of the cluster."),
    };

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => (obj switch
    {
        Heartbeat beat => Beat(beat.From, beat.Sequence),
        HeartbeatRsp answer => Beat(answer.From, answer.Sequence),
        RelayRequest request => new WireMessage().Text(1, request.Cluster).Message(2, StatementCodec.Write(request.Statement)),
        RelayAnswer { Answer: { } answer } => new WireMessage().Message(1, AnswerCodec.Write(answer)),
        RelayAnswer failure => new WireMessage().Text(2, failure.Failure),
        SupportRequest request => Three(request.No, request.LeaseEnd, request.AskedAt),
        SupportAnswer answer => Three(answer.By, answer.AskedAt, answer.DurationMs),
        _ => throw new SerializationException($"Cannot serialize a [{obj?.GetType()}] as a message of the cluster."),
    }).ToArray();

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case HeartbeatManifest:
                var (from, sequence) = ReadBeat(bytes);
                return new Heartbeat(from, sequence);
            case HeartbeatRspManifest:
                var (answerer, answered) = ReadBeat(bytes);
                return new HeartbeatRsp(answerer, answered);
            case RelayRequestManifest:
                return ReadRequest(bytes);
            case RelayAnswerManifest:
                return ReadAnswer(bytes);
            case SupportRequestManifest:
                var (no, leaseEnd, askedAt) = ReadThree(bytes);
                return new SupportRequest(no, leaseEnd, askedAt);
            case SupportAnswerManifest:
                var (by, asked, duration) = ReadThree(bytes);
                return new SupportAnswer(by, asked, duration);
            default:
                throw new SerializationException($"There is no message of the cluster with manifest [{manifest}].");
        }
    }

    private static WireMessage Beat(UniqueAddress from, long sequence) =>
        new WireMessage().Text(1, from.Address.ToString()).SignedInt32(2, from.Uid).Number(3, (ulong)sequence);

    private static WireMessage Three(long first, long second, long third) =>
        new WireMessage().Number(1, (ulong)first).Number(2, (ulong)second).Number(3, (ulong)third);

    private static (UniqueAddress From, long Sequence) ReadBeat(byte[] bytes)
    {
        var address = "";
        var uid = 0;
        long sequence = 0;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                address = reader.Text();
            else if (field == 2)
                uid = reader.SignedInt32();
            else if (field == 3)
                sequence = (long)reader.Number();
            else
                reader.Skip();
        }

        return (new UniqueAddress(StatementCodec.AddressOf(address), uid), sequence);
    }

    private static (long First, long Second, long Third) ReadThree(byte[] bytes)
    {
        long first = 0, second = 0, third = 0;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                first = (long)reader.Number();
            else if (field == 2)
                second = (long)reader.Number();
            else if (field == 3)
                third = (long)reader.Number();
            else
                reader.Skip();
        }

        return (first, second, third);
    }

    private static RelayRequest ReadRequest(byte[] bytes)
    {
        var cluster = "";
        MembershipStatement? statement = null;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                cluster = reader.Text();
            else if (field == 2)
                statement = StatementCodec.Read(reader.Bytes());
            else
                reader.Skip();
        }

        return new RelayRequest(cluster, statement ?? throw new SerializationException("A request to relay has no statement."));
    }

    private static RelayAnswer ReadAnswer(byte[] bytes)
    {
        MembershipAnswer? answer = null;
        var failure = "";
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                answer = AnswerCodec.Read(reader.Bytes());
            else if (field == 2)
                failure = reader.Text();
            else
                reader.Skip();
        }

        return new RelayAnswer(answer, failure);
    }
}
