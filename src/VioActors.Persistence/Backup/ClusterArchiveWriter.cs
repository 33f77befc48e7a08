using System.IO.Compression;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Collates the backup of a cluster in one zip file (CBR-1): the files of its VIOSes, a copy of the VIOS DB, and at the end the signed
/// manifest. Members are written one at a time and not kept. Not thread-safe.
/// </summary>
public sealed class ClusterArchiveWriter : IDisposable
{
    public const string DatabaseName = "db/journal.gz";

    // The same content gives the same bytes; the time is in the manifest.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly ClusterKey _key;
    private readonly List<BackupMember> _members = [];
    private readonly List<MissingMember> _missing = [];

    public ClusterArchiveWriter(Stream stream, ClusterKey key)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        _key = key;
    }

    public static string NameOf(VioUuid vios) => $"nodes/{vios}.tar.gz";

    /// <summary>Adds the file of a VIOS, as <see cref="ViosArchive"/> made it.</summary>
    public void AddVios(VioUuid vios, ReadOnlyMemory<byte> file) => Add(NameOf(vios), stream => stream.Write(file.Span));

    /// <summary>Names a VIOS whose configuration cannot be had (CBR-3).</summary>
    public void AddMissing(MissingMember missing)
    {
        const int LengthMax = 255;
        var reason = new string([.. missing.Reason.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LengthMax)]);
        _missing.Add(missing with { Reason = reason });
    }

    public void AddDatabase(IEnumerable<DbRow> rows) => Add(DatabaseName, stream => DbCopy.Write(stream, rows));

    /// <summary>Writes the manifest; nothing can be added then.</summary>
    public BackupManifest Complete(ClusterName cluster, long number, DateTimeOffset takenUtc, long position)
    {
        var manifest = new BackupManifest(
            cluster, null, null, number, takenUtc, position, _members.ToValueList(), _missing.ToValueList());
        var xml = manifest.ToXml();
        Write(BackupManifest.FileName, stream => stream.Write(xml));
        Write(BackupManifest.SignatureName, stream => stream.Write(BackupManifest.Sign(xml, _key)));
        return manifest;
    }

    public void Dispose() => _zip.Dispose();

    private void Add(string name, Action<Stream> write) => Write(name, stream =>
    {
        using var hashing = new HashingStream(stream);
        write(hashing);
        _members.Add(hashing.ToMember(name));
    });

    // Everything in it is compressed already.
    private void Write(string name, Action<Stream> write)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        using var stream = entry.Open();
        write(stream);
    }
}
