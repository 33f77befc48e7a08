using VioActors.Scsi;

namespace VioActors.Iscsi.Session;

/// <summary>Sense that the iSCSI layer itself reports, always with key ABORTED COMMAND (RFC 7143 clause 11.4.7.2).</summary>
internal readonly record struct TransportSense(byte Asc, byte Ascq)
{
    public static readonly TransportSense UnexpectedUnsolicitedData = new(0x0C, 0x0C);

    public static readonly TransportSense IncorrectAmountOfData = new(0x0C, 0x0D);

    public static readonly TransportSense ProtocolServiceCrcError = new(0x47, 0x05);

    private const byte AbortedCommand = 0x0B;

    /// <summary>Fixed format (SPC-4 clause 4.5.3).</summary>
    public byte[] Encode() => [0x70, 0, AbortedCommand, 0, 0, 0, 0, 10, 0, 0, 0, 0, Asc, Ascq, 0, 0, 0, 0];
}
