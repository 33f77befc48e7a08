namespace VioActors.Interop.Tests.Kills;

/// <summary>Completes when a folder and what is in it has changed so many times.</summary>
internal sealed class FolderActivity : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Countdown _changes = new();

    public FolderActivity(string folder, int changes)
    {
        Reached = _changes.Expect(changes);
        _watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _watcher.Created += (_, _) => Note();
        _watcher.Changed += (_, _) => Note();
        _watcher.Deleted += (_, _) => Note();
        _watcher.Renamed += (_, _) => Note();
        _watcher.EnableRaisingEvents = true;
    }

    public Task Reached { get; }

    /// <summary>Changes that were seen until now.</summary>
    public int Seen { get; private set; }

    public void Dispose() => _watcher.Dispose();

    private void Note()
    {
        Seen++;
        _changes.Signal();
    }
}
