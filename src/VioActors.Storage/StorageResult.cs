namespace VioActors.Storage;

/// <summary>Outcome of an I/O on a logical unit or on a storage path. Everything but <see cref="Ok"/> is an expected failure.</summary>
public enum StorageResult
{
    Ok,

    /// <summary>
    /// This VIOS has no path to the storage. A write may have reached the medium wholly, partly or not at all; the same write may be
    /// repeated through another VIOS, since nothing of it is still under way when this is answered.
    /// </summary>
    PathLost,

    /// <summary>
    /// No chunk is left for a first write: nothing of the whole write was done. Or the file system under a PV is full: then the range,
    /// which was a hole, may hold zeros or some of the bytes.
    /// </summary>
    SpaceExhausted,

    /// <summary>The medium could not give the bytes. The buffer's content is undefined.</summary>
    ReadError,

    /// <summary>The medium did not take the bytes, or a flush failed. The range may hold old, new or mixed bytes.</summary>
    WriteError,

    /// <summary>
    /// The owner of the map did not answer, or the next grant did not come, within the limit; or too many requests wait already.
    /// </summary>
    NotReady,

    /// <summary>The grant was revoked and this access does not wait for the next one.</summary>
    Revoked,

    /// <summary>The logical unit was removed.</summary>
    Gone,

    /// <summary>
    /// A chunk of the range was on a volume that was given up: it cannot be read, and only be written as a whole. Nothing of the chunk was
    /// written; other chunks of the range may have been.
    /// </summary>
    DataLost,
}
