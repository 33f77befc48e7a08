namespace VioActors.Storage.Values;

/// <summary>
/// Place of a physical chunk: index of the PV in its pool and index of the chunk in the PV's data area, packed in 64 bits.
/// Bit 63 is set in every address, so <c>default</c> means "no chunk". Bits 48–61 hold the PV, bits 0–47 the chunk; bit 62 is zero.
/// Immutable.
/// </summary>
public readonly record struct ChunkAddress
{
    /// <summary>Greatest PV index: 16383.</summary>
    public const int MaxPvIndex = (1 << 14) - 1;

    /// <summary>Greatest chunk index: 2^48 − 1.</summary>
    public const long MaxChunkIndex = (1L << 48) - 1;

    private const long MappedBit = long.MinValue;
    private const long UnusedBit = 1L << 62;
    private const int PvShift = 48;

    private ChunkAddress(long packed) => Packed = packed;

    /// <exception cref="ArgumentOutOfRangeException">An index outside its range.</exception>
    public ChunkAddress(int pvIndex, long chunkIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pvIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pvIndex, MaxPvIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(chunkIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkIndex, MaxChunkIndex);
        Packed = MappedBit | ((long)pvIndex << PvShift) | chunkIndex;
    }

    /// <summary>No chunk: the unmapped value of a map.</summary>
    public static ChunkAddress None => default;

    /// <summary>The 64-bit form for journals, grants and maps; 0 for <see cref="None"/>.</summary>
    public long Packed { get; }

    public bool IsMapped => Packed != 0;

    public int PvIndex => (int)(Packed >> PvShift) & MaxPvIndex;

    public long ChunkIndex => Packed & MaxChunkIndex;

    /// <summary>Takes a packed form from outside; false for every value that <see cref="Packed"/> never has.</summary>
    public static bool TryFromPacked(long packed, out ChunkAddress address)
    {
        var valid = packed == 0 || ((packed & MappedBit) != 0 && (packed & UnusedBit) == 0);
        address = valid ? new ChunkAddress(packed) : None;
        return valid;
    }

    /// <summary>For values that this process packed itself.</summary>
    internal static ChunkAddress FromTrusted(long packed) => new(packed);

    public override string ToString() => IsMapped ? $"pv{PvIndex}:{ChunkIndex}" : "unmapped";
}
