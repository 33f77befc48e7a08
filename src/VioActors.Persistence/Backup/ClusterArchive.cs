using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The backup file of a cluster (CBR-1, CBR-5), opened: its directory is small enough, its manifest is signed by this cluster, and it holds
/// exactly the members that the manifest names. Members are read one at a time. Not thread-safe.
/// </summary>
public sealed class ClusterArchive : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly BackupLimits _limits;
    private readonly ClusterKey _key;

    private ClusterArchive(ZipArchive zip, BackupManifest manifest, BackupLimits limits, ClusterKey key) =>
        (_zip, Manifest, _limits, _key) = (zip, manifest, limits, key);

    public BackupManifest Manifest { get; }

    /// <summary>The VIOSes whose configuration is in it.</summary>
    public ValueList<VioUuid> Vioses => Manifest.Members
        .Select(member => member.Name.Split('/') is ["nodes", var file] && VioUuid.TryParse(file.Split('.')[0], out var vios, out _)
            ? vios
            : (VioUuid?)null)
        .OfType<VioUuid>()
        .ToValueList();

    /// <param name="stream">Seekable; closed with the archive.</param>
    /// <exception cref="BackupFormatException">It is refused; the message says why.</exception>
    public static ClusterArchive Open(Stream stream, BackupLimits limits, ClusterKey key)
    {
        ZipArchive? zip = null;
        try
        {
            CheckDirectory(stream, limits);
            zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var manifest = BackupManifest.Read(
                ReadEntry(zip, BackupManifest.FileName, limits.ManifestBytesMax),
                ReadEntry(zip, BackupManifest.SignatureName, BackupManifest.SignatureBytesMax), limits, key);
            var expected = manifest.Members.Select(member => member.Name).Append(BackupManifest.FileName).Append(
                BackupManifest.SignatureName);
            if (manifest.Vios is not null
                || !expected.Order(StringComparer.Ordinal).SequenceEqual(zip.Entries.Select(entry => entry.FullName).Order(
                    StringComparer.Ordinal)))
            {
                throw new BackupFormatException("The backup file is refused: it does not hold what its manifest names.");
            }

            return new ClusterArchive(zip, manifest, limits, key);
        }
        catch (InvalidDataException damaged)
        {
            zip?.Dispose();
            throw new BackupFormatException("The backup file is refused: it is no zip file, or damaged.", damaged);
        }
        catch
        {
            zip?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The file of one VIOS, checked; restored as if it were its own backup.</summary>
    /// <exception cref="BackupFormatException">It is refused.</exception>
    /// <exception cref="ArgumentException">The backup lacks that VIOS.</exception>
    public FileBytes ReadVios(VioUuid vios)
    {
        var member = Manifest.Find(ClusterArchiveWriter.NameOf(vios))
            ?? throw new ArgumentException($"The backup lacks VIOS {vios}.", nameof(vios));
        var content = ReadEntry(_zip, member.Name, _limits.FileBytesMax);
        if (BackupMember.Of(member.Name, content) != member)
        {
            throw Changed(member);
        }

        var document = ViosArchive.Read(content, _limits, _key);
        return document.Header.Vios == vios && document.Header.DbPosition == Manifest.DbPosition
            ? new FileBytes(content)
            : throw new BackupFormatException($"The backup file is refused: {member.Name} is of another VIOS or another moment.");
    }

    /// <summary>The events of the VIOS DB. The whole copy is checked before the first one is given.</summary>
    /// <exception cref="BackupFormatException">It is refused.</exception>
    public IEnumerable<DbRow> ReadDatabase() => ReadRows(CheckDatabase());

    /// <summary>Checks that the copy of the VIOS DB is the one that was signed.</summary>
    /// <exception cref="BackupFormatException">It is refused.</exception>
    public BackupMember CheckDatabase()
    {
        var member = Manifest.Find(ClusterArchiveWriter.DatabaseName)
            ?? throw new BackupFormatException("The backup file has no copy of the VIOS DB.");
        using var checking = OpenEntry(_zip, member.Name, member.SizeBytes);
        return Convert.ToHexStringLower(SHA256.HashData(checking)) == member.Sha256 && checking.BytesRead == member.SizeBytes
            ? member
            : throw Changed(member);
    }

    public void Dispose() => _zip.Dispose();

    private IEnumerable<DbRow> ReadRows(BackupMember member)
    {
        using var stream = OpenEntry(_zip, member.Name, member.SizeBytes);
        foreach (var row in DbCopy.Read(stream, _limits))
        {
            yield return row;
        }
    }

    // The end of central directory record (APPNOTE.TXT 4.3.16) tells how large the directory is before any of it is kept.
    private static void CheckDirectory(Stream stream, BackupLimits limits)
    {
        const int RecordBytes = 22;
        const int EntryBytesMax = 512;
        if (stream.Length is < RecordBytes || stream.Length > limits.ClusterFileBytesMax)
        {
            throw new BackupFormatException(
                $"The backup file is refused: it has {stream.Length} bytes; {RecordBytes} to {limits.ClusterFileBytesMax} are possible.");
        }

        var record = new byte[RecordBytes];
        stream.Position = stream.Length - RecordBytes;
        stream.ReadExactly(record);
        stream.Position = 0;
        var isEnd = BinaryPrimitives.ReadUInt32LittleEndian(record) == 0x06054B50
            && BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(20)) == 0;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(10));
        var size = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(12));
        if (!isEnd || count > limits.MemberCountMax + 2 || size > (long)EntryBytesMax * (count + 1))
        {
            throw new BackupFormatException("The backup file is refused: it is no zip file, cut off, or has too many members.");
        }
    }

    private static byte[] ReadEntry(ZipArchive zip, string name, long limitBytes)
    {
        using var stream = OpenEntry(zip, name, limitBytes);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static BoundedStream OpenEntry(ZipArchive zip, string name, long limitBytes)
    {
        var entries = zip.Entries.Where(entry => entry.FullName == name).ToList();
        try
        {
            return entries.Count == 1
                ? new BoundedStream(entries[0].Open(), limitBytes, $"{name} of the backup file")
                : throw new BackupFormatException($"The backup file is refused: it has {entries.Count} members {name}.");
        }
        catch (InvalidDataException damaged)
        {
            throw new BackupFormatException($"The backup file is refused: {name} in it is damaged; take another copy of it.", damaged);
        }
    }

    private static BackupFormatException Changed(BackupMember member) =>
        new($"The backup file is refused: {member.Name} is not what was signed; take another copy of it.");
}
