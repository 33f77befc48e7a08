using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// A physical volume (STO-10): an array of chunks in bytes. Offset 0 is the first byte of chunk 0; what the implementation keeps for
/// itself (headers) cannot be addressed. Implementations are thread-safe; overlapping concurrent writes give either writer's bytes, mixed
/// at worst in units of a sector.
/// <para>Expected failures are results. A range outside the volume is a broken invariant and throws
/// <see cref="ArgumentOutOfRangeException"/>.</para>
/// <para>When an operation's task completes, for whatever reason, the implementation no longer touches the buffer and nothing of
/// the operation can reach the medium later. A cancellation is a wish: an implementation ends early where it can keep that promise.</para>
/// </summary>
public interface IPhysicalVolume : IDisposable
{
    PvId Id { get; }

    PoolId Pool { get; }

    ChunkSize ChunkSize { get; }

    /// <summary>Capacity in chunks.</summary>
    long ChunkCount { get; }

    /// <summary>Reads exactly <c>destination.Length</c> bytes. Bytes never written or zeroed read as zero.</summary>
    ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Writes all of <paramref name="source"/>; with <paramref name="durable"/> it is on stable storage at the answer.</summary>
    ValueTask<VolumeResult> WriteAsync(long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation);

    /// <summary>Makes a range read as zero. Not durable before the next flush.</summary>
    ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation);

    /// <summary>
    /// Every write and zeroing answered before this call, through this or any other handle of the host on the same volume, is on stable
    /// storage at the answer. Once a flush has failed, all later flushes fail until the volume is opened again: the system may have
    /// dropped the bytes that it could not write.
    /// </summary>
    ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation);

    /// <summary>Asks the medium itself whether the volume is still there, whole and the same.</summary>
    ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation);
}
