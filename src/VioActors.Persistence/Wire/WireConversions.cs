using System.Buffers.Binary;
using System.Reflection;
using Google.Protobuf;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Wire;

/// <summary>
/// How a value of the domain is written in a field: the pairs of functions from which <see cref="RecordMapper"/> builds a message.
/// Reading throws <see cref="FormatException"/> or <see cref="ArgumentException"/> for a value out of its range. Thread-safe.
/// </summary>
internal static class WireConversions
{
    private static readonly Dictionary<(Type Domain, Type Wire), WireConversion> Known = new()
    {
        [(typeof(DateTimeOffset), typeof(long))] = Of<DateTimeOffset, long>(
            value => value.UtcTicks,
            ticks => new DateTimeOffset(ticks, TimeSpan.Zero)),
        [(typeof(ObjectVersion), typeof(long))] = Of<ObjectVersion, long>(value => value.Value, number => new ObjectVersion(number)),
        [(typeof(ByteSize), typeof(long))] = Of<ByteSize, long>(value => value.Bytes, number => new ByteSize(number)),
        [(typeof(ClientId), typeof(long))] = Of<ClientId, long>(value => value.Value, number => new ClientId(number)),
        [(typeof(VioAdapterId), typeof(long))] = Of<VioAdapterId, long>(value => value.Value, number => new VioAdapterId(number)),
        [(typeof(PartitionId), typeof(int))] = Of<PartitionId, int>(value => value.Value, number => new PartitionId(number)),
        [(typeof(SlotNumber), typeof(int))] = Of<SlotNumber, int>(value => value.Value, number => new SlotNumber(number)),
        [(typeof(ScsiPortId), typeof(int))] = Of<ScsiPortId, int>(value => value.Value, number => new ScsiPortId(number)),
        [(typeof(LunNumber), typeof(int))] = Of<LunNumber, int>(value => value.Value, number => new LunNumber(number)),
        [(typeof(VioUuid), typeof(ByteString))] = Of<VioUuid, ByteString>(
            value => Write(value.Value),
            bytes => ReadGuid(bytes) is var uuid && uuid != Guid.Empty
                ? new VioUuid(uuid)
                : throw new FormatException("A VIOS UUID is not all zero.")),
        [(typeof(PvId), typeof(ByteString))] = Of<PvId, ByteString>(
            value => Write(value.Value),
            bytes => PvId.Parse(ReadGuid(bytes).ToString())),
        [(typeof(DrcName), typeof(string))] = Of<DrcName, string>(value => value.ToString(), new KnownTexts<DrcName>(DrcName.Parse).Read),
        [(typeof(ClusterNode), typeof(Schemas.Cluster.ClusterNode))] = Of<ClusterNode, Schemas.Cluster.ClusterNode>(
            RecordMapper<ClusterNode, Schemas.Cluster.ClusterNode>.Write,
            new KnownMessages<Schemas.Cluster.ClusterNode, ClusterNode>(
                node => node.Definition?.Vios, RecordMapper<ClusterNode, Schemas.Cluster.ClusterNode>.Read).Read),
        [(typeof(ClusterData), typeof(ByteString))] = Of<ClusterData, ByteString>(ClusterDataBytes.Write, ClusterDataBytes.Read),
        [(typeof(FileBytes), typeof(ByteString))] = Of<FileBytes, ByteString>(
            value => ByteString.CopyFrom(value.Memory.Span),
            bytes => new FileBytes(bytes.Span)),
        [(typeof(PageBytes), typeof(ByteString))] = Of<PageBytes, ByteString>(
            value => ByteString.CopyFrom(value.Memory.Span),
            bytes => new PageBytes(bytes.Memory)),
        [(typeof(LuUdid), typeof(ByteString))] = Of<LuUdid, ByteString>(value => Write(value.Value), bytes => LuUdid.FromNaa(bytes.Span)),
    };

    /// <exception cref="InvalidOperationException">The schema gives the field a type that the value is not written as.</exception>
    public static WireConversion Find(Type domain, Type wire)
    {
        if (Known.TryGetValue((domain, wire), out var conversion))
        {
            return conversion;
        }

        var maker = domain == wire ? nameof(Same)
            : domain.IsEnum && wire.IsEnum ? nameof(Enumeration)
            : wire == typeof(string) && IsText(domain) ? nameof(Text)
            : typeof(IMessage).IsAssignableFrom(wire) ? nameof(Message)
            : throw new InvalidOperationException($"No schema field of type {wire.Name} can hold a {domain.Name}.");
        Type[] arguments = maker is nameof(Same) or nameof(Text) ? [domain] : [domain, wire];
        var method = typeof(WireConversions).GetMethod(maker, BindingFlags.NonPublic | BindingFlags.Static)!;
        return (WireConversion)method.MakeGenericMethod(arguments).Invoke(null, null)!;
    }

    private static bool IsText(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITextValue<>));

    private static WireConversion Of<TDomain, TWire>(Func<TDomain, TWire> write, Func<TWire, TDomain> read) => new(write, read);

    private static WireConversion Same<T>() => Of<T, T>(value => value, value => value);

    private static WireConversion Text<T>()
        where T : ITextValue<T> => Of<T, string>(value => value.ToString()!, T.Parse);

    // A value that a newer version wrote is read as the first, which every enumeration keeps for "not known".
    private static WireConversion Enumeration<TDomain, TWire>()
        where TDomain : struct, Enum
        where TWire : struct, Enum => Of<TDomain, TWire>(
            value => (TWire)Enum.ToObject(typeof(TWire), Convert.ToInt32(value, null)),
            wire => Enum.ToObject(typeof(TDomain), Convert.ToInt32(wire, null)) is TDomain value && Enum.IsDefined(value) ? value
                : default);

    private static WireConversion Message<TDomain, TWire>()
        where TWire : class, IMessage<TWire>, new() =>
        Of<TDomain, TWire>(value => RecordMapper<TDomain, TWire>.Write(value), wire => RecordMapper<TDomain, TWire>.Read(wire));

    private static ByteString Write(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    private static ByteString Write(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return ByteString.CopyFrom(bytes);
    }

    private static Guid ReadGuid(ByteString bytes) => bytes.Length == 16
        ? new Guid(bytes.Span, bigEndian: true)
        : throw new FormatException($"An identity has 16 bytes; {bytes.Length} were found.");
}

/// <summary>A pair of functions, <c>Func&lt;domain, wire&gt;</c> and back.</summary>
internal sealed record WireConversion(Delegate Write, Delegate Read);
