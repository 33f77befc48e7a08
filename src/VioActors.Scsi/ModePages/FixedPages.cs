namespace VioActors.Scsi.ModePages;

/// <summary>
/// Read-write error recovery (SBC-3 clause 6.4.8): errors are handled below this unit, none of it is for the initiator to set.
/// </summary>
internal sealed class ReadWriteErrorRecoveryPage() : ModePage(0x01, 0, 10)
{
    private const byte AutomaticReallocation = 0xC0;

    protected override void WriteBody(Span<byte> body, ModeParameters parameters) => body[0] = AutomaticReallocation;
}

/// <summary>Disconnect-reconnect (SPC-4 clause 7.5.10): no limit of this unit's own; the transport has its own.</summary>
internal sealed class DisconnectReconnectPage() : ModePage(0x02, 0, 14)
{
    protected override void WriteBody(Span<byte> body, ModeParameters parameters)
    {
    }
}

/// <summary>Control extension (SPC-4 clause 7.5.9).</summary>
internal sealed class ControlExtensionPage() : ModePage(0x0A, 0x01, 28)
{
    private const byte MaximumSenseDataBytes = 252;

    /// <summary>IALUAE: implicit asymmetric access changes happen. MAXIMUM SENSE DATA LENGTH: the most that SPC-4 allows.</summary>
    protected override void WriteBody(Span<byte> body, ModeParameters parameters)
    {
        body[0] = 0x01;
        body[2] = MaximumSenseDataBytes;
    }
}

/// <summary>
/// Informational exceptions control (SBC-3 clause 6.4.6): DEXCPT, for failures are predicted by the storage itself and reported there.
/// </summary>
internal sealed class InformationalExceptionsPage() : ModePage(0x1C, 0, 10)
{
    protected override void WriteBody(Span<byte> body, ModeParameters parameters) => body[0] = 0x08;
}
