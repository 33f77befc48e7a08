namespace VioActors.Persistence.Backup;

/// <summary>
/// A backup file that is being written over some time: it has its name only when it is complete. Not thread-safe.
/// </summary>
public sealed class UnfinishedFile
{
    private readonly string _path;

    internal UnfinishedFile(string path, FileStreamOptions options)
    {
        _path = path;
        Stream = new FileStream(path + DurableFile.UnfinishedExtension, options);
    }

    /// <summary>To be written, flushed to the disk and closed before <see cref="Complete"/>.</summary>
    public FileStream Stream { get; }

    /// <summary>Gives the file its name; durable when the call returns.</summary>
    public void Complete()
    {
        File.Move(_path + DurableFile.UnfinishedExtension, _path, overwrite: false);
        DurableFile.FlushFolder(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Leaves nothing of it.</summary>
    public void GiveUp()
    {
        Stream.Dispose();
        File.Delete(_path + DurableFile.UnfinishedExtension);
    }
}
