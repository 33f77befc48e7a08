namespace VioActors.Scsi.Backend;

/// <summary>
/// The bytes behind one logical unit, as the device server needs them. Implemented over the shared pool; thread-safe.
/// Ranges are checked by the device server before the call: <c>lba + count</c> never exceeds <see cref="BlockCount"/>.
/// Expected failures are results; an exception is a broken invariant.
/// </summary>
public interface IBlockBackend
{
    /// <summary>512 or 4096.</summary>
    int BlockSizeBytes { get; }

    /// <summary>Capacity in blocks; may grow while in use.</summary>
    long BlockCount { get; }

    /// <summary>Space is taken at first write (LBPME, VPD B2).</summary>
    bool IsThin { get; }

    bool IsReadOnly { get; }

    /// <summary>False: a drive without anything in it; nothing else of the backend is used then.</summary>
    bool HasMedium => true;

    /// <summary>Another number for another medium; at least 0.</summary>
    int MediumVersion => 0;

    /// <summary>Unmap granularity and preferred transfer alignment in blocks (the chunk); power of two.</summary>
    int OptimalGranularityBlocks { get; }

    /// <summary>Reads <c>destination.Length / BlockSizeBytes</c> blocks.</summary>
    ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Writes whole blocks. With <paramref name="forceUnitAccess"/> the bytes are on stable storage before the answer.</summary>
    ValueTask<BackendResult> WriteAsync(long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation);

    /// <summary>
    /// After <see cref="BackendResult.MediumReadError"/>: the first block of the range that cannot be read; null when it is not known.
    /// </summary>
    long? FindUnrecovered(long lba, long blockCount) => null;

    /// <summary>Every write answered before this call is on stable storage when it completes.</summary>
    ValueTask<BackendResult> FlushAsync(CancellationToken cancellation);
}

/// <summary>Outcome of a backend call. The device server owns the table from these to sense data.</summary>
public enum BackendResult
{
    Ok,

    /// <summary>No path from this VIOS to the storage (fabric loss): the command may succeed through another VIOS.</summary>
    PathLost,

    /// <summary>The pool has no chunk left for a first write. Nothing of the chunk was written.</summary>
    SpaceExhausted,

    /// <summary>The medium reported an unrecoverable read error at some block of the range.</summary>
    MediumReadError,

    /// <summary>The medium reported an unrecoverable write error.</summary>
    MediumWriteError,

    /// <summary>
    /// The logical unit is not usable now: its grant is being renewed, or the metadata owner does not answer within its limit.
    /// </summary>
    NotReady,

    /// <summary>The logical unit was removed.</summary>
    Gone,

    /// <summary>
    /// Of no backend: a reservation was made between the check of the command and its first byte. Nothing was written.
    /// </summary>
    ReservationConflict,
}
