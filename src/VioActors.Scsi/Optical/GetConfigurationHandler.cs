using System.Buffers.Binary;
using VioActors.Scsi.Commands;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Optical;

/// <summary>
/// GET CONFIGURATION (MMC-6 clause 6.6): a drive that reads CD-ROM and DVD-ROM; which of them is current goes by the size of the medium.
/// </summary>
internal sealed class GetConfigurationHandler() : CommandHandler(new CommandDescriptor(
    0x46, null, CommandTraits.PassesPersistentReservation, [0xFF, 0x03, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0xFF, 0]))
{
    public const ushort NoProfile = 0x0000;
    public const ushort CdRom = 0x0008;
    public const ushort DvdRom = 0x0010;

    /// <summary>Blocks of the longest CD, 99 minutes: more is a DVD.</summary>
    private const long CdBlocksMax = 99 * 60 * 75;

    private const byte Persistent = 0x02;
    private const byte Current = 0x01;

    /// <summary>Tray, EJECT and LOCK: what START STOP UNIT and PREVENT ALLOW MEDIUM REMOVAL do.</summary>
    private const byte TrayThatEjectsAndLocks = 0x29;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var (wanted, first) = (cdb[1] & 0x03, BinaryPrimitives.ReadUInt16BigEndian(cdb[2..]));
        if (wanted == 3)
        {
            return ValueTask.FromResult(context.FailCdb(1, 1));
        }

        var profile = ProfileOf(context.Unit);
        var features = FeaturesOf(profile).Where(feature => wanted switch
        {
            2 => feature.Code == first,
            1 => feature.Code >= first && (feature.Flags & Current) != 0,
            _ => feature.Code >= first,
        });
        var data = new List<byte> { 0, 0, 0, 0, 0, 0, (byte)(profile >> 8), (byte)profile };
        foreach (var (code, flags, body) in features)
        {
            data.AddRange([(byte)(code >> 8), (byte)code, flags, (byte)body.Length, .. body]);
        }

        var bytes = data.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        return ValueTask.FromResult(CommandContext.Data(bytes, BinaryPrimitives.ReadUInt16BigEndian(cdb[7..])));
    }

    public static ushort ProfileOf(LogicalUnit unit) => !unit.HasMedium ? NoProfile
        : unit.Backend.BlockCount > CdBlocksMax ? DvdRom
        : CdRom;

    /// <summary>MMC-6 clause 5.3, ascending. Flags: version, persistent, current.</summary>
    private static (ushort Code, byte Flags, byte[] Body)[] FeaturesOf(ushort profile)
    {
        byte If(ushort one) => profile == one ? Current : (byte)0;
        var any = profile == NoProfile ? (byte)0 : Current;
        return
        [
            (0x0000, Persistent | Current, [0, (byte)DvdRom, If(DvdRom), 0, 0, (byte)CdRom, If(CdRom), 0]),
            (0x0001, 0x08 | Persistent | Current, [0, 0, 0, 0x01, 0x01, 0, 0, 0]),
            (0x0002, 0x04 | Persistent | Current, [0, 0, 0, 0]),
            (0x0003, Persistent | Current, [TrayThatEjectsAndLocks, 0, 0, 0]),
            (0x0010, any, [0, 0, 0x08, 0, 0, 0x01, 0, 0]),
            (0x001E, (byte)(0x08 | If(CdRom)), [0, 0, 0, 0]),
            (0x001F, If(DvdRom), [0, 0, 0, 0]),
            (0x0100, Persistent | Current, []),
            (0x0105, Persistent | Current, [0, 0, 0, 0]),
        ];
    }
}
