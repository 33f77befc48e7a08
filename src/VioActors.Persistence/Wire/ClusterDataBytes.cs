using Google.Protobuf;
using VioActors.Domain.Cluster;
using Schema = VioActors.Persistence.Schemas.Cluster;

namespace VioActors.Persistence.Wire;

/// <summary>
/// The whole cluster data as bytes inside of other messages and rows: of one value there is one copy of the bytes, whoever it is written
/// for. Thread-safe.
/// </summary>
internal static class ClusterDataBytes
{
    private static readonly SharedForms<ClusterData, ByteString> Forms = new(
        data => RecordMapper<ClusterData, Schema.ClusterData>.Write(data).ToByteString(),
        bytes => RecordMapper<ClusterData, Schema.ClusterData>.Read(Schema.ClusterData.Parser.ParseFrom(bytes)),
        bytes => bytes.Memory);

    public static ByteString Write(ClusterData data) => Forms.Write(data);

    /// <exception cref="InvalidProtocolBufferException">The bytes are no cluster data.</exception>
    /// <exception cref="FormatException">A field is missing or out of its range.</exception>
    public static ClusterData Read(ByteString bytes) => Forms.Read(bytes);

    /// <summary>A <see cref="ClusterFound"/> of the data, as the codec writes it.</summary>
    public static byte[] WriteFound(ClusterData data)
    {
        var content = Write(data);
        var bytes = new byte[CodedOutputStream.ComputeTagSize(Schema.ClusterFound.ClusterFieldNumber)
            + CodedOutputStream.ComputeBytesSize(content)];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(Schema.ClusterFound.ClusterFieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(content);
        return bytes;
    }
}
