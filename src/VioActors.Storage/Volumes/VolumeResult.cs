namespace VioActors.Storage.Volumes;

/// <summary>Kinds of outcome of an operation on a physical volume.</summary>
public enum VolumeStatus
{
    Ok,

    /// <summary>The medium could not give the bytes (EIO), or a short read.</summary>
    ReadError,

    /// <summary>The medium did not take the bytes, or a flush failed now or earlier.</summary>
    WriteError,

    /// <summary>The file system or quota under the volume is full (ENOSPC, EDQUOT).</summary>
    NoSpace,

    /// <summary>The volume cannot be reached or is no longer itself: unlinked, truncated, replaced, device gone, closed.</summary>
    Lost,

    /// <summary>Given up at the caller's wish; a write may have reached the medium wholly, partly or not at all.</summary>
    Cancelled,

    /// <summary>
    /// This process may not touch the volume at present, since others may count it as gone: nothing was written, what was read may be old.
    /// </summary>
    Fenced,

    /// <summary>The volume will never come back: the bytes are lost, and nothing was written.</summary>
    GivenUp,
}

/// <summary>Outcome of an operation on a physical volume; a failure carries a sentence for people. Immutable.</summary>
public readonly record struct VolumeResult(VolumeStatus Status, string? Detail = null)
{
    public static VolumeResult Ok => default;

    public bool IsOk => Status == VolumeStatus.Ok;

    public static ValueTask<VolumeResult> OkTask => new(default(VolumeResult));
}
