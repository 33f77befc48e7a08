namespace VioActors.Scsi.Backend;

/// <summary>
/// A backend that writes several blocks in one step: WRITE ATOMIC(16) exists when it is implemented (SBC-4 clause 4.29). Thread-safe.
/// </summary>
public interface IAtomicBlockBackend : IBlockBackend
{
    /// <summary>Most blocks in one step, wherever they begin; at least 1.</summary>
    int AtomicBlocksMax { get; }

    /// <summary>
    /// Writes whole blocks, at most <see cref="AtomicBlocksMax"/>: every reader, and whoever comes after a crash or a loss of power, finds
    /// all of them or none. On stable storage at <see cref="BackendResult.Ok"/>; nothing was written at any other result but
    /// <see cref="BackendResult.NotReady"/>, after which it is all or nothing.
    /// </summary>
    ValueTask<BackendResult> WriteAtomicAsync(long lba, ReadOnlyMemory<byte> source, CancellationToken cancellation);
}
