namespace VioActors.Storage.Volumes;

/// <summary>Why a volume was refused.</summary>
public enum VolumeRefusal
{
    NotFound,
    AlreadyExists,
    AccessDenied,
    Unreadable,
    NoSpace,

    /// <summary>Neither header copy is a volume header.</summary>
    NotAVolume,

    /// <summary>A header is there, but neither copy is intact.</summary>
    HeaderDamaged,

    UnsupportedVersion,

    /// <summary>Another volume than the expected one is at this place.</summary>
    Swapped,

    ForeignPool,

    /// <summary>An older copy of the volume: the header's generation is lower than the pool has recorded.</summary>
    Stale,

    /// <summary>The file is shorter than its header promises.</summary>
    Truncated,

    Retired,

    /// <summary>Another handle of this host is the owner.</summary>
    OwnedElsewhere,

    /// <summary>The same volume is in the set already.</summary>
    TwiceAdded,

    /// <summary>The chunk size is not the pool's.</summary>
    ChunkSizeDiffers,

    /// <summary>A device whose sectors are larger than the blocks that several VIOSes write.</summary>
    SectorTooLarge,

    /// <summary>A server or device that cannot do what a pool needs: read-only, no flush, no promise that all see the same bytes.</summary>
    Unsuitable,
}
