using System.Buffers.Binary;
using VioActors.Scsi.Commands;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Optical;

/// <summary>
/// READ TOC/PMA/ATIP (MMC-6 clause 6.25): one session with one data track and the lead-out. Formats 0, the table of contents, and 1, the
/// sessions.
/// </summary>
internal sealed class ReadTocHandler() : CommandHandler(new CommandDescriptor(
    0x43, null, CommandTraits.ReadsForReservation | CommandTraits.Medium, [0xFF, Msf, 0x0F, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0]))
{
    private const byte Msf = 0x02;
    private const byte DataTrack = 0x14;
    private const byte LeadOut = 0xAA;

    /// <summary>Frames before block 0 (MMC-6 clause 4.2.8.5): two seconds.</summary>
    private const uint PreGapFrames = 150;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var (asTime, blocks) = ((cdb[1] & Msf) != 0, (uint)Math.Min(context.Unit.Backend.BlockCount, uint.MaxValue));
        byte[]? body = (cdb[2] & 0x0F, cdb[6]) switch
        {
            (0, 0 or 1) => [1, 1, .. Track(1, 0, asTime), .. Track(LeadOut, blocks, asTime)],
            (0, LeadOut) => [1, 1, .. Track(LeadOut, blocks, asTime)],
            (1, _) => [1, 1, .. Track(1, 0, asTime)],
            _ => null,
        };
        if (body is null)
        {
            return ValueTask.FromResult((cdb[2] & 0x0F) == 0 ? context.FailCdb(6) : context.FailCdb(2, 3));
        }

        var data = new byte[2 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)body.Length);
        body.CopyTo(data.AsSpan(2));
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt16BigEndian(cdb[7..])));
    }

    private static byte[] Track(byte number, uint lba, bool asTime)
    {
        var track = new byte[8];
        track[1] = DataTrack;
        track[2] = number;
        if (asTime)
        {
            var frames = lba + PreGapFrames;
            track[5] = (byte)Math.Min(frames / 75 / 60, 255);
            track[6] = (byte)(frames / 75 % 60);
            track[7] = (byte)(frames % 75);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(track.AsSpan(4), lba);
        }

        return track;
    }
}
