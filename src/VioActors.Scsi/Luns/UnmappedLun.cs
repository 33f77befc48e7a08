using System.Buffers.Binary;
using VioActors.Scsi.Inquiry;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Luns;

/// <summary>
/// Answers tasks whose LUN names no logical unit (SPC-4 clauses 6.6, 6.33, 6.39; SAM-5 clause 5.11), and the REPORT LUNS well-known unit.
/// Thread-safe.
/// </summary>
public static class UnmappedLun
{
    private const byte RequestSense = 0x03;
    private const byte InquiryOpcode = 0x12;
    private const byte ReportLuns = 0xA0;

    /// <summary>
    /// INQUIRY says that no unit can be here, REPORT LUNS lists those that are, REQUEST SENSE gives 05/25/00 as data; every other command
    /// fails with it.
    /// </summary>
    public static ScsiResponse Execute(ReadOnlySpan<byte> cdb, ILunInventory inventory) => (cdb.IsEmpty ? 0xFF : cdb[0]) switch
    {
        InquiryOpcode when cdb.Length >= 6 => Inquire(cdb),
        ReportLuns when cdb.Length >= 12 => LunListData.Answer(cdb, inventory, out var errorByte) is { } data
            ? ScsiResponse.GoodWith(data)
            : Fail(new SenseData(SenseCodes.InvalidFieldInCdb, Field: FieldPointer.Cdb(errorByte))),
        RequestSense when cdb.Length >= 6 => Data(new SenseData(SenseCodes.LogicalUnitNotSupported).Encode((cdb[1] & 1) != 0), cdb[4]),
        _ => Fail(new SenseData(SenseCodes.LogicalUnitNotSupported)),
    };

    private static ScsiResponse Inquire(ReadOnlySpan<byte> cdb) => (cdb[1], cdb[2]) is (0, 0)
        ? Data(StandardInquiry.BuildForNoUnit(), BinaryPrimitives.ReadUInt16BigEndian(cdb[3..]))
        : Fail(new SenseData(SenseCodes.InvalidFieldInCdb, Field: FieldPointer.Cdb(cdb[1] == 0 ? 2 : 1)));

    private static ScsiResponse Data(ReadOnlySpan<byte> data, int allocationLength) => allocationLength == 0
        ? ScsiResponse.Good()
        : ScsiResponse.GoodWith(TransferBuffer.CopyOf(data[..Math.Min(data.Length, allocationLength)]));

    private static ScsiResponse Fail(SenseData sense) => new(ScsiStatus.CheckCondition, sense.Encode(false), null, 0);
}
