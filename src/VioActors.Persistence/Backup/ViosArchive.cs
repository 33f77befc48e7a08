using System.IO.Compression;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The backup file of one VIOS (BR-3): a gzip-compressed ustar archive of the manifest, its signature and the configuration as XML, in this
/// order. Thread-safe.
/// </summary>
public static class ViosArchive
{
    public const string DocumentName = "vios.xml";

    /// <summary>The file's bytes; the same document gives the same bytes.</summary>
    public static byte[] Write(BackupDocument document, ClusterKey key)
    {
        if (document.FindFault() is { } fault)
        {
            throw new InvalidOperationException($"The configuration of VIOS {document.Header.Vios} cannot be written: {fault}.");
        }

        using var xml = new MemoryStream();
        BackupXml.Write(xml, document, key);
        var header = document.Header;
        var content = xml.GetBuffer().AsSpan(0, (int)xml.Length);
        var manifest = new BackupManifest(
            header.Cluster, header.Vios, header.Drc, header.Number, header.TakenUtc, header.DbPosition,
            [BackupMember.Of(DocumentName, content)], []).ToXml();
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        {
            Ustar.Write(gzip, BackupManifest.FileName, manifest);
            Ustar.Write(gzip, BackupManifest.SignatureName, BackupManifest.Sign(manifest, key));
            Ustar.Write(gzip, DocumentName, content);
            Ustar.WriteEnd(gzip);
        }

        return file.ToArray();
    }

    /// <summary>Reads and checks a file. Nothing of it is interpreted before its signature and hashes were found good.</summary>
    /// <exception cref="BackupFormatException">It is refused; the message says why.</exception>
    public static BackupDocument Read(Stream file, BackupLimits limits, ClusterKey key)
    {
        using var compressed = new BoundedStream(file, limits.FileBytesMax, "the backup file");
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var plain = new BoundedStream(
            gzip, limits.DocumentBytesMax + limits.ManifestBytesMax + (64 << 10), "the decompressed backup file");
        var manifestBytes = Next(plain, BackupManifest.FileName, limits.ManifestBytesMax);
        var signature = Next(plain, BackupManifest.SignatureName, BackupManifest.SignatureBytesMax);
        var manifest = BackupManifest.Read(manifestBytes, signature, limits, key);
        if (manifest.Members is not [{ Name: DocumentName } member] || manifest.Vios is null)
        {
            throw new BackupFormatException("The backup file is refused: it is not the backup of one VIOS.");
        }

        var xml = Next(plain, DocumentName, limits.DocumentBytesMax);
        if (BackupMember.Of(DocumentName, xml) != member)
        {
            throw new BackupFormatException(
                "The backup file is refused: its configuration is not the one that was signed; take another copy of it.");
        }

        if (Ustar.ReadNext(plain, _ => null) is not null || plain.ReadByte() >= 0)
        {
            throw new BackupFormatException("The backup file is refused: it goes on after its end.");
        }

        var document = BackupXmlReader.Read(new MemoryStream(xml, writable: false), limits, key);
        return document.Header.Vios == manifest.Vios && document.Header.Number == manifest.Number
            ? document
            : throw new BackupFormatException("The backup file is refused: its configuration is of another VIOS than its manifest.");
    }

    /// <summary>As <see cref="Read(Stream, BackupLimits, ClusterKey)"/>.</summary>
    public static BackupDocument Read(ReadOnlyMemory<byte> file, BackupLimits limits, ClusterKey key) =>
        Read(new MemoryStream(file.ToArray(), writable: false), limits, key);

    private static byte[] Next(Stream plain, string name, long limitBytes) =>
        Ustar.ReadNext(plain, found => found == name ? limitBytes : null) is { } member
            ? member.Content
            : throw new BackupFormatException($"Cannot read the backup file: it ends before its {name}; take another copy of it.");
}
