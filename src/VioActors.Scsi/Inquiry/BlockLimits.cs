using System.Buffers.Binary;
using VioActors.Scsi.Commands;

namespace VioActors.Scsi.Inquiry;

/// <summary>
/// Block limits (B0h) and logical block provisioning (B2h) pages (SBC-3 clauses 6.5.3 and 6.5.4; of atomic writes SBC-4 clause 6.6.4).
/// Thread-safe.
/// </summary>
internal static class BlockLimits
{
    private const byte UnmapWriteSame16And10 = 0xE0;
    private const byte ReadsZeros = 0x04;
    private const byte ThinProvisioned = 0x02;

    public static byte[] Build(LogicalUnit unit)
    {
        var limits = unit.Limits;
        var body = new byte[0x3C];

        // Offsets are those of the whole page less its header of four bytes. WSNZ: WRITE SAME does not take zero for "to the end".
        body[0] = 0x01;
        body[1] = (byte)(unit.Locks is null ? 0 : TransferLimits.CompareAndWriteBlocksMax);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), (ushort)Math.Max(1, 4096 / unit.BlockSizeBytes));
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(4), (uint)limits.TransferBlocksMax);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(8), (uint)limits.TransferBlocksOptimal);
        if (unit.Thin is not null)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(16), TransferLimits.UnmapBlocksMax);
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(20), TransferLimits.UnmapDescriptorsMax);
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(24), (uint)limits.GranularityBlocks);
            BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(28), 0x8000_0000);
        }

        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(32), (ulong)limits.WriteSameBlocksMax);

        // SBC-4: maximum lengths without and with an atomic boundary, and the largest boundary. ATOMIC ALIGNMENT and ATOMIC TRANSFER LENGTH
        // GRANULARITY are zero: such a write may begin at any block and have any number of blocks up to the maximum.
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(40), (uint)limits.AtomicBlocksMax);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(52), (uint)limits.AtomicBlocksMax);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(56), (uint)limits.AtomicBlocksMax);
        return body;
    }

    /// <summary>LBPU, LBPWS, LBPWS10 and LBPRZ when blocks can be released; nothing is claimed otherwise.</summary>
    public static byte[] BuildProvisioning(LogicalUnit unit)
    {
        var body = new byte[4];
        body[0] = (byte)(unit.Provisioning is null || unit.Thin is null ? 0 : unit.Limits.ThresholdExponent);
        body[1] = (byte)(unit.Thin is null ? 0 : UnmapWriteSame16And10 | ReadsZeros);
        body[2] = (byte)(unit.Backend.IsThin ? ThinProvisioned : 0);
        return body;
    }
}
