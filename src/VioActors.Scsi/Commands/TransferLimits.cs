namespace VioActors.Scsi.Commands;

/// <summary>The limits that VPD page B0h states, in blocks. Immutable.</summary>
internal sealed class TransferLimits(int blockSizeBytes, int granularityBlocks, int atomicBlocksMax)
{
    /// <summary>Largest transfer of one command: bounds the buffer that one task may hold.</summary>
    public const int TransferBytesMax = 8 << 20;

    /// <summary>Initiators split or join their requests to this size (OPTIMAL TRANSFER LENGTH).</summary>
    public const int TransferBytesOptimal = 1 << 20;

    /// <summary>COMPARE AND WRITE holds other writers out of its range: kept short.</summary>
    public const int CompareAndWriteBlocksMax = 255;

    /// <summary>One WRITE SAME command keeps its task for no more writing than one WRITE does.</summary>
    public const int WriteSameBytesMax = TransferBytesMax;

    public const int UnmapDescriptorsMax = 256;

    /// <summary>Blocks in all descriptors of one UNMAP command.</summary>
    public const int UnmapBlocksMax = 1 << 20;

    public int TransferBlocksMax { get; } = TransferBytesMax / blockSizeBytes;

    public int TransferBlocksOptimal { get; } = TransferBytesOptimal / blockSizeBytes;

    public int WriteSameBlocksMax { get; } = WriteSameBytesMax / blockSizeBytes;

    public int GranularityBlocks { get; } = granularityBlocks;

    /// <summary>
    /// Most blocks of WRITE ATOMIC(16): what the backend offers and the TRANSFER LENGTH field holds; 0: the command does not exist.
    /// </summary>
    public int AtomicBlocksMax { get; } = Math.Min(Math.Min(atomicBlocksMax, ushort.MaxValue), TransferBytesMax / blockSizeBytes);

    /// <summary>THRESHOLD EXPONENT (VPD page B2h): a threshold set is what space is taken and given back in.</summary>
    public int ThresholdExponent { get; } = int.Log2(granularityBlocks);
}
