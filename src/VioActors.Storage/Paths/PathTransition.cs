namespace VioActors.Storage.Paths;

/// <summary>Whether a path, or a volume on it, is in use.</summary>
public enum PathState
{
    Up,

    /// <summary>All I/O is answered <see cref="StorageResult.PathLost"/> until <see cref="StoragePath.BringUp()"/>.</summary>
    Down,
}

/// <summary>Why a path, or a volume on it, changed its state.</summary>
public enum PathCause
{
    /// <summary>Configured so at the start.</summary>
    Start,

    /// <summary>An administrator's injected cut or flap.</summary>
    Injected,

    /// <summary>A volume was lost, or its implementation threw.</summary>
    VolumeLost,

    /// <summary>The watcher of the path decided so (error rate, latency, no progress).</summary>
    Decided,

    /// <summary>Brought up after a clean probe.</summary>
    Probed,
}

/// <summary>One change of state. Immutable.</summary>
/// <param name="Sequence">Counts the changes of a path, or of a volume on it, from 1; observers may be told out of order.</param>
/// <param name="AtUtc">By the path's time provider.</param>
/// <param name="To">State after it.</param>
/// <param name="Cause">Kind of reason.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record PathTransition(long Sequence, DateTimeOffset AtUtc, PathState To, PathCause Cause, string Detail);
