namespace VioActors.Scsi.ModePages;

/// <summary>
/// Control (SPC-4 clause 7.5.8). TST 001b: each I_T nexus has a task set of its own, so tasks of different nexuses are not ordered among
/// each other and CLEAR TASK SET ends only the tasks of the nexus that asks. QUEUE ALGORITHM MODIFIER 1: simple tasks run in any order.
/// QERR 00b and TAS 0: an error ends only its own task, and an aborted task of another nexus gets no status. D_SENSE and SWP can be
/// changed.
/// </summary>
internal sealed class ControlPage() : ModePage(0x0A, 0, 10)
{
    private const byte TaskSetPerNexus = 0x20;
    private const byte DescriptorSense = 0x04;
    private const byte UnrestrictedReordering = 0x10;
    private const byte SoftwareWriteProtect = 0x08;

    protected override void WriteBody(Span<byte> body, ModeParameters parameters)
    {
        body[0] = parameters.DescriptorSense ? (byte)(TaskSetPerNexus | DescriptorSense) : TaskSetPerNexus;
        body[1] = UnrestrictedReordering;
        body[2] = parameters.SoftwareWriteProtect ? SoftwareWriteProtect : (byte)0;

        // BUSY TIMEOUT PERIOD FFFFh: not limited.
        body[6] = 0xFF;
        body[7] = 0xFF;
    }

    protected override void WriteChangeable(Span<byte> body)
    {
        body[0] = DescriptorSense;
        body[2] = SoftwareWriteProtect;
    }

    protected override ModeParameters ReadBody(ReadOnlySpan<byte> body, ModeParameters current) => current with
    {
        DescriptorSense = (body[0] & DescriptorSense) != 0,
        SoftwareWriteProtect = (body[2] & SoftwareWriteProtect) != 0,
    };
}
