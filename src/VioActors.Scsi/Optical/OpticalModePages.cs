using VioActors.Scsi.ModePages;

namespace VioActors.Scsi.Optical;

/// <summary>
/// CD/DVD capabilities and mechanical status (MMC-3 clause 6.3.11), which drivers ask for still: reads CD-R, CD-RW and DVD-ROM, writes
/// nothing; a tray that ejects and can be locked.
/// </summary>
internal sealed class CapabilitiesPage() : ModePage(0x2A, 0, 22)
{
    protected override void WriteBody(Span<byte> body, ModeParameters parameters)
    {
        body[0] = 0x0B;
        body[4] = 0x29;
    }
}
