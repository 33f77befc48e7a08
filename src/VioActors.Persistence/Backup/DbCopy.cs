using System.IO.Compression;
using Google.Protobuf;
using VioActors.Persistence.Wire;
using Schema = VioActors.Persistence.Schemas.DbCopy;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The copy of the shared VIOS DB in the file of a cluster: its events in order, each as a Protobuf message behind its length, compressed
/// with gzip. Written and read one event at a time. Thread-safe.
/// </summary>
public static class DbCopy
{
    /// <summary>Longest event, in bytes; what <see cref="DomainCodec"/> reads and its frame.</summary>
    private const int RowBytesMax = DomainCodec.LengthMax + 4096;

    public static void Write(Stream stream, IEnumerable<DbRow> rows)
    {
        using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        foreach (var row in rows)
        {
            new Schema.DbRow
            {
                PersistenceId = row.PersistenceId,
                SequenceNr = row.SequenceNr,
                Created = row.Created,
                Manifest = row.Manifest,
                Serializer = row.Serializer,
                Payload = UnsafeByteOperations.UnsafeWrap(row.Payload),
            }.WriteDelimitedTo(gzip);
        }
    }

    /// <summary>Each event is checked: its schema is known, and it follows the one before it.</summary>
    /// <exception cref="BackupFormatException">It is damaged, too large, or of a newer version; thrown while it is read.</exception>
    public static IEnumerable<DbRow> Read(Stream stream, BackupLimits limits)
    {
        using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var plain = new BoundedStream(gzip, limits.DatabaseBytesMax, "the copy of the VIOS DB");
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        while (ReadRow(plain) is { } row)
        {
            if (row.SequenceNr != last.GetValueOrDefault(row.PersistenceId) + 1)
            {
                throw new BackupFormatException("The copy of the VIOS DB is refused: an event is missing or stands twice.");
            }

            last[row.PersistenceId] = row.SequenceNr;
            if (row.Serializer != DomainSerializer.SerializerId || !DomainCodec.Manifests.ContainsKey(row.Manifest))
            {
                throw new BackupFormatException("The copy of the VIOS DB is refused: it holds an event that this version does not know.");
            }

            yield return row;
        }
    }

    private static DbRow? ReadRow(Stream plain)
    {
        if (ReadLength(plain) is not { } length)
        {
            return null;
        }

        if (length is <= 0 or > RowBytesMax)
        {
            throw new BackupFormatException(
                $"The copy of the VIOS DB is refused: an event has {length} bytes; the limit is {RowBytesMax}.");
        }

        var bytes = new byte[length];
        if (plain.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length)
        {
            throw new BackupFormatException("The copy of the VIOS DB is refused: it is cut off.");
        }

        try
        {
            var row = Schema.DbRow.Parser.ParseFrom(bytes);
            return new DbRow(row.PersistenceId, row.SequenceNr, row.Created, row.Manifest, row.Serializer, row.Payload.ToByteArray());
        }
        catch (InvalidProtocolBufferException damaged)
        {
            throw new BackupFormatException("The copy of the VIOS DB is refused: an event is damaged.", damaged);
        }
    }

    // A base 128 varint of at most five bytes.
    private static int? ReadLength(Stream plain)
    {
        var length = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = plain.ReadByte();
            if (next < 0)
            {
                return shift == 0 ? null : throw new BackupFormatException("The copy of the VIOS DB is refused: it is cut off.");
            }

            length |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length <= int.MaxValue ? (int)length : int.MaxValue;
            }
        }

        return int.MaxValue;
    }
}
