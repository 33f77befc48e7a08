using VioActors.Domain.Backup;

namespace VioActors.Persistence.Backup;

/// <summary>A file in a folder of backups.</summary>
public sealed record BackupFolderFile(BackupFileName Name, long SizeBytes, DateTimeOffset WrittenUtc);

/// <summary>
/// A folder of backup files: beside a local store, or the repository (BR-3). A file is there whole or not at all. Other files in the folder
/// are left alone. Thread-safe; two processes may use one folder.
/// </summary>
public sealed class BackupFolder
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _path;

    /// <summary>Makes the folder when there is none.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public BackupFolder(string path)
    {
        _path = Path.GetFullPath(path);
        Directory.CreateDirectory(_path);
    }

    public string FullPath => _path;

    /// <summary>Files that are backups by their name, by label and number.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<BackupFolderFile> List() =>
    [
        .. new DirectoryInfo(_path).EnumerateFiles()
            .Select(file => BackupFileName.TryParse(file.Name, out var name, out _)
                ? new BackupFolderFile(name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))
                : null)
            .OfType<BackupFolderFile>()
            .OrderBy(file => file.Name.Label, StringComparer.Ordinal)
            .ThenBy(file => file.Name.Number),
    ];

    public bool Has(BackupFileName name) => File.Exists(PathOf(name));

    /// <summary>Writes a file; it is on stable storage when the call returns.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public void Save(BackupFileName name, Action<Stream> write) => DurableFile.Write(PathOf(name), Mode, write);

    /// <summary>Begins a file that is written over some time; it has its name only when it is complete.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public UnfinishedFile BeginFile(BackupFileName name)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        return new UnfinishedFile(PathOf(name), options);
    }

    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public FileStream Open(BackupFileName name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read);

    /// <summary>Removes a file. Safe to repeat.</summary>
    public void Delete(BackupFileName name)
    {
        File.Delete(PathOf(name));
        DurableFile.FlushFolder(_path);
    }

    /// <summary>Removes what a crash left of files of one VIOS or cluster that were being written.</summary>
    /// <param name="isMine">Whether nobody else can be writing a file of that name.</param>
    public void DropUnfinished(Func<BackupFileName, bool> isMine)
    {
        foreach (var file in Directory.EnumerateFiles(_path, "*" + DurableFile.UnfinishedExtension))
        {
            var name = Path.GetFileName(file)[..^DurableFile.UnfinishedExtension.Length];
            if (BackupFileName.TryParse(name, out var parsed, out _) && isMine(parsed))
            {
                File.Delete(file);
            }
        }
    }

    private string PathOf(BackupFileName name) => Path.Combine(_path, name.ToString());
}
