namespace VioActors.Scsi.ModePages;

/// <summary>Caching (SBC-3 clause 6.4.5): WCE can be changed, and says truly whether a write may be answered before it is stable.</summary>
internal sealed class CachingPage() : ModePage(0x08, 0, 18)
{
    private const byte WriteCacheEnable = 0x04;

    /// <summary>DRA: nothing is read ahead.</summary>
    private const byte DisableReadAhead = 0x20;

    private const int ReadAheadByte = 10;

    protected override void WriteBody(Span<byte> body, ModeParameters parameters)
    {
        body[0] = parameters.WriteCacheEnabled ? WriteCacheEnable : (byte)0;
        body[ReadAheadByte] = DisableReadAhead;
    }

    protected override void WriteChangeable(Span<byte> body) => body[0] = WriteCacheEnable;

    protected override ModeParameters ReadBody(ReadOnlySpan<byte> body, ModeParameters current) =>
        current with { WriteCacheEnabled = (body[0] & WriteCacheEnable) != 0 };
}
