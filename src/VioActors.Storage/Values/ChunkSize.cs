using System.Numerics;

namespace VioActors.Storage.Values;

/// <summary>
/// Size of a pool's chunks in bytes: a power of two from 64 KiB to 64 MiB, fixed at pool creation. <c>default</c> is 1 MiB. Immutable.
/// </summary>
public readonly record struct ChunkSize
{
    /// <summary>64 KiB.</summary>
    public const int MinBytes = 64 * 1024;

    /// <summary>64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int DefaultShift = 20;
    private readonly sbyte _shiftFromDefault;

    private ChunkSize(int shift) => _shiftFromDefault = (sbyte)(shift - DefaultShift);

    /// <summary>1 MiB.</summary>
    public static ChunkSize Default => default;

    /// <summary>Base-2 logarithm of <see cref="Bytes"/>.</summary>
    public int Shift => DefaultShift + _shiftFromDefault;

    public int Bytes => 1 << Shift;

    /// <exception cref="ArgumentOutOfRangeException">Not a power of two in the range.</exception>
    public static ChunkSize FromBytes(long bytes) =>
        TryFromBytes(bytes, out var size)
            ? size
            : throw new ArgumentOutOfRangeException(
                nameof(bytes), bytes, $"A chunk size is a power of two from {MinBytes} to {MaxBytes} bytes.");

    public static bool TryFromBytes(long bytes, out ChunkSize size)
    {
        var valid = bytes is >= MinBytes and <= MaxBytes && BitOperations.IsPow2(bytes);
        size = valid ? new ChunkSize(BitOperations.Log2((ulong)bytes)) : default;
        return valid;
    }

    /// <summary>Index of the chunk that holds the byte at <paramref name="offsetBytes"/>.</summary>
    public long IndexOf(long offsetBytes) => offsetBytes >> Shift;

    /// <summary>Position of <paramref name="offsetBytes"/> inside its chunk.</summary>
    public int Within(long offsetBytes) => (int)(offsetBytes & (Bytes - 1));

    /// <summary>Byte offset of the first byte of a chunk.</summary>
    public long OffsetOf(long chunkIndex) => chunkIndex << Shift;

    /// <summary>Chunks needed to hold <paramref name="sizeBytes"/> bytes, rounded up.</summary>
    public long ChunksFor(long sizeBytes) => (sizeBytes >> Shift) + (Within(sizeBytes) == 0 ? 0 : 1);

    public override string ToString() => Bytes >= 1 << 20 ? $"{Bytes >> 20} MiB" : $"{Bytes >> 10} KiB";
}
