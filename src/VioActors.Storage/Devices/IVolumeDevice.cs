using VioActors.Storage.Volumes;

namespace VioActors.Storage.Devices;

/// <summary>
/// Raw bytes that a physical volume can be made of: a block device, an NBD export. Implementations are thread-safe, take any range inside
/// the device, and keep the promises of <see cref="IPhysicalVolume"/> on results, buffers and cancellation.
/// </summary>
public interface IVolumeDevice : IDisposable
{
    /// <summary>Fixed while it is open.</summary>
    long LengthBytes { get; }

    /// <summary>
    /// Smallest unit that one write changes without reading it first: a power of two. Above 512 the device is of no use to several writers
    /// of 512-byte blocks.
    /// </summary>
    int SectorBytes { get; }

    /// <summary>Exactly <c>destination.Length</c> bytes.</summary>
    ValueTask<VolumeResult> ReadAsync(long positionBytes, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>All of <paramref name="source"/>; with <paramref name="durable"/> on stable storage at the answer.</summary>
    ValueTask<VolumeResult> WriteAsync(long positionBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation);

    /// <summary>Makes a range read as zero, giving its space back where the device can. Durable after a flush.</summary>
    ValueTask<VolumeResult> ZeroAsync(long positionBytes, long lengthBytes, CancellationToken cancellation);

    /// <summary>Everything answered before, through any handle or connection, is on stable storage at the answer.</summary>
    ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation);

    /// <summary>
    /// Takes the device for the one writer of its header, as far as the system can say; false: another one on this host has it.
    /// </summary>
    bool TryOwn();

    /// <summary>
    /// What is asked of the device when it had to be opened anew underneath, before anything else goes to it: null when its head is that of
    /// the same volume, otherwise what is wrong. Set once.
    /// </summary>
    Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, string?>? VerifyHeader { set; }
}
