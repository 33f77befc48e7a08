using VioActors.Domain.Backup;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Where the parts of a cluster's backup are collated while it is made (CBR-1): a folder in the repository with the file's name, into which
/// each VIOS puts its part. What stands in it was signed, so whoever takes over after a failure goes on at the same position (CBR-3).
/// Thread-safe; VIOSes write their own parts, one process collates.
/// </summary>
public sealed class CollatingFolder
{
    private const string Extension = ".collating";
    private const string BegunName = "begun.xml";
    private const string SignatureName = "begun.sig";

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _path;

    private CollatingFolder(string path, BackupFileName file) => (_path, File) = (path, file);

    /// <summary>The file of the cluster that is being made.</summary>
    public BackupFileName File { get; }

    /// <summary>The folder of a file, which need not be there.</summary>
    public static CollatingFolder Of(BackupFolder repository, BackupFileName file) =>
        new(Path.Combine(repository.FullPath, file + Extension), file);

    /// <summary>Those that are there for a cluster, by number.</summary>
    /// <exception cref="IOException">The repository cannot be read.</exception>
    public static IReadOnlyList<CollatingFolder> List(BackupFolder repository, ClusterName cluster) =>
    [
        .. Directory.EnumerateDirectories(repository.FullPath, "*" + Extension)
            .Select(path => BackupFileName.TryParse(Path.GetFileName(path)[..^Extension.Length], out var file, out _)
                && file.Cluster == cluster ? new CollatingFolder(path, file) : null)
            .OfType<CollatingFolder>()
            .OrderBy(folder => folder.File.Number),
    ];

    /// <summary>Begins: position and time of the backup, durable when the call returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Begin(BackupManifest begun, ClusterKey key)
    {
        Directory.CreateDirectory(_path);
        var xml = begun.ToXml();
        DurableFile.Write(Path.Combine(_path, SignatureName), Mode, stream => stream.Write(BackupManifest.Sign(xml, key)));
        DurableFile.Write(Path.Combine(_path, BegunName), Mode, stream => stream.Write(xml));
    }

    /// <summary>How it was begun; null when it was not, or is not this cluster's.</summary>
    public BackupManifest? FindBegun(BackupLimits limits, ClusterKey key)
    {
        try
        {
            return BackupManifest.Read(
                ReadBounded(BegunName, limits.ManifestBytesMax), ReadBounded(SignatureName, BackupManifest.SignatureBytesMax), limits, key);
        }
        catch (Exception absent) when (absent is IOException or BackupFormatException)
        {
            return null;
        }
    }

    /// <summary>Puts the part of a VIOS there; durable when the call returns.</summary>
    /// <exception cref="IOException">It cannot be written, or nothing is being collated.</exception>
    public void Save(VioUuid vios, ReadOnlyMemory<byte> part)
    {
        if (!System.IO.File.Exists(Path.Combine(_path, BegunName)))
        {
            throw new IOException($"Nothing is collated in {_path}: is the repository the same folder for every VIOS?");
        }

        DurableFile.Write(PathOf(vios), Mode, stream => stream.Write(part.Span));
    }

    /// <summary>The part of a VIOS; null when it is not there or is not of this VIOS and position.</summary>
    public byte[]? FindPart(VioUuid vios, long position, BackupLimits limits, ClusterKey key)
    {
        try
        {
            var content = ReadBounded(Path.GetFileName(PathOf(vios)), limits.FileBytesMax);
            var header = ViosArchive.Read(content, limits, key).Header;
            return header.Vios == vios && header.DbPosition == position ? content : null;
        }
        catch (Exception absent) when (absent is IOException or BackupFormatException)
        {
            return null;
        }
    }

    /// <summary>Leaves nothing of it. Safe to repeat.</summary>
    public void Drop()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private string PathOf(VioUuid vios) => Path.Combine(_path, $"{vios}.tar.gz");

    private byte[] ReadBounded(string name, long bytesMax)
    {
        using var stream = new FileStream(Path.Combine(_path, name), FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > bytesMax)
        {
            throw new IOException($"{name} has {stream.Length} bytes; the limit is {bytesMax}.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
