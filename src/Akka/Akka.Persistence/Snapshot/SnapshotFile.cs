using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Akka.Persistence.Snapshot;

/// <summary>
/// The name and the bytes of a snapshot's file. Name: snapshot-{id}-{sequence number}-{ticks}. Bytes: "AKSN", version, id,
/// serializer id, manifest, payload, each text or payload with a 32-bit length, then a SHA-256 of all before.
/// </summary>
internal sealed record SnapshotFile(string PersistenceId, int SerializerId, string Manifest, byte[] Payload)
{
    private const uint Magic = 0x414B534E;
    private const int NameMaxBytes = 120;

    public static string Prefix(string persistenceId)
    {
        var escaped = Uri.EscapeDataString(persistenceId).Replace("-", "%2D", StringComparison.Ordinal);
        return escaped.Length <= NameMaxBytes
            ? $"snapshot-{escaped}-"
            : $"snapshot-%{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(persistenceId)))}-";
    }

    public static string Name(SnapshotMetadata metadata) => Prefix(metadata.PersistenceId)
        + metadata.SequenceNr.ToString(CultureInfo.InvariantCulture) + "-"
        + metadata.Timestamp.Ticks.ToString(CultureInfo.InvariantCulture);

    public static SnapshotMetadata? MetadataOf(string fileName, string persistenceId)
    {
        var prefix = Prefix(persistenceId);
        if (!fileName.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var parts = fileName[prefix.Length..].Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks
            ? new SnapshotMetadata(persistenceId, number, new DateTime(ticks, DateTimeKind.Utc))
            : null;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(BinaryPrimitives.ReverseEndianness(Magic));
        writer.Write((byte)1);
        writer.Write(PersistenceId);
        writer.Write(SerializerId);
        writer.Write(Manifest);
        writer.Write(Payload.Length);
        writer.Write(Payload);
        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are cut short, changed, or of another version.</exception>
    public static SnapshotFile FromBytes(byte[] bytes)
    {
        var body = bytes.Length - SHA256.HashSizeInBytes;
        if (body < 0 || !SHA256.HashData(bytes.AsSpan(0, body)).AsSpan().SequenceEqual(bytes.AsSpan(body)))
            throw new InvalidDataException("The snapshot file is incomplete or was changed: its checksum does not match.");
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, body), Encoding.UTF8);
        try
        {
            if (BinaryPrimitives.ReverseEndianness(reader.ReadUInt32()) != Magic || reader.ReadByte() != 1)
                throw new InvalidDataException("The file is no snapshot of a known version.");
            var persistenceId = reader.ReadString();
            var serializer = reader.ReadInt32();
            var manifest = reader.ReadString();
            var length = reader.ReadInt32();
            var payload = reader.ReadBytes(Math.Min(length, body));
            return payload.Length == length
                ? new SnapshotFile(persistenceId, serializer, manifest, payload)
                : throw new InvalidDataException("The snapshot file is cut short.");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("The snapshot file cannot be read.", e);
        }
    }
}
