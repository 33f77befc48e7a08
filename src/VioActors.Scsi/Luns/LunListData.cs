using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Luns;

/// <summary>REPORT LUNS parameter data (SPC-4 clause 6.33). Thread-safe.</summary>
internal static class LunListData
{
    private const int HeaderSizeBytes = 8;
    private const int AllocationMinimumBytes = 16;

    /// <summary>
    /// The answer to a REPORT LUNS CDB, or the byte of the CDB that is in error. SELECT REPORT 00h and 02h give the mapped units,
    /// 01h the well-known ones, of which there are none.
    /// </summary>
    public static TransferBuffer? Answer(ReadOnlySpan<byte> cdb, ILunInventory inventory, out int errorByte)
    {
        errorByte = 0;
        var selectReport = cdb[2];
        if (selectReport > 2)
        {
            errorByte = 2;
            return null;
        }

        var allocation = BinaryPrimitives.ReadUInt32BigEndian(cdb[6..]);
        if (allocation < AllocationMinimumBytes)
        {
            errorByte = 6;
            return null;
        }

        return Build(selectReport == 1 ? [] : inventory.LunFields, allocation);
    }

    private static TransferBuffer Build(IReadOnlyList<ulong> lunFields, uint allocation)
    {
        var size = HeaderSizeBytes + (8 * lunFields.Count);
        var bytes = new byte[size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(size - HeaderSizeBytes));
        for (var i = 0; i < lunFields.Count; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(HeaderSizeBytes + (8 * i)), lunFields[i]);
        }

        return TransferBuffer.CopyOf(bytes.AsSpan(0, (int)Math.Min(size, allocation)));
    }
}
