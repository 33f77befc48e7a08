namespace VioActors.Storage.Volumes;

/// <summary>How a file volume does its I/O. Immutable.</summary>
public sealed record FileVolumeOptions
{
    /// <summary>
    /// Reads and buffered writes up to <see cref="PageCacheBytesMax"/> first try the page cache on the caller's thread (preadv2, pwritev2
    /// with RWF_NOWAIT), which never waits for a device; where the file system cannot do that, they run there as long as none was
    /// slow. Off: every I/O goes to the volume's threads. Without effect where the system lacks it.
    /// </summary>
    public bool TryPageCacheFirst { get; init; } = true;

    /// <summary>
    /// Whether this process may act: asked right before each write and right after each read, on the thread that makes the system call.
    /// Null: always.
    /// </summary>
    public Func<bool>? MayAct { get; init; }

    /// <summary>Above this a copy would hold the caller's thread for too long (about 100 µs a MiB). Default 1 MiB.</summary>
    public int PageCacheBytesMax { get; init; } = 1024 * 1024;
}
