namespace VioActors.Scsi.ModePages;

/// <summary>One mode page or subpage: its bytes for given parameters, and which of its bits can be changed. Thread-safe.</summary>
internal abstract class ModePage(byte code, byte subpage, int bodySizeBytes)
{
    public byte Code { get; } = code;

    /// <summary>0: page_0 format without a subpage code.</summary>
    public byte Subpage { get; } = subpage;

    /// <summary>Size of the header: page_0 format, or sub_page format (SPC-4 clause 7.5.6).</summary>
    public int HeaderSizeBytes => Subpage == 0 ? 2 : 4;

    public int SizeBytes => HeaderSizeBytes + BodySizeBytes;

    private int BodySizeBytes { get; } = bodySizeBytes;

    /// <summary>The whole page with its header. PS is zero: nothing is saved.</summary>
    public byte[] Encode(ModeParameters parameters)
    {
        var page = WithHeader();
        WriteBody(page.AsSpan(HeaderSizeBytes), parameters);
        return page;
    }

    /// <summary>The page with ones in the bits that MODE SELECT may change (PC 01b).</summary>
    public byte[] EncodeChangeable()
    {
        var page = WithHeader();
        WriteChangeable(page.AsSpan(HeaderSizeBytes));
        return page;
    }

    /// <summary>
    /// Applies a page of a MODE SELECT parameter list. A bit that differs from the current value and cannot be changed is an error
    /// (SPC-4 clause 6.11): then <paramref name="errorByte"/> is its offset in the page and the result is null.
    /// </summary>
    public ModeParameters? Apply(ReadOnlySpan<byte> page, ModeParameters current, out int errorByte)
    {
        var now = Encode(current);
        var changeable = EncodeChangeable();
        for (errorByte = HeaderSizeBytes; errorByte < page.Length; errorByte++)
        {
            if (((page[errorByte] ^ now[errorByte]) & ~changeable[errorByte]) != 0)
            {
                return null;
            }
        }

        return ReadBody(page[HeaderSizeBytes..], current);
    }

    protected abstract void WriteBody(Span<byte> body, ModeParameters parameters);

    protected virtual void WriteChangeable(Span<byte> body)
    {
    }

    protected virtual ModeParameters ReadBody(ReadOnlySpan<byte> body, ModeParameters current) => current;

    private byte[] WithHeader()
    {
        var page = new byte[SizeBytes];
        page[0] = Code;
        if (Subpage == 0)
        {
            page[1] = (byte)BodySizeBytes;
        }
        else
        {
            page[0] |= 0x40;
            page[1] = Subpage;
            page[2] = (byte)(BodySizeBytes >> 8);
            page[3] = (byte)BodySizeBytes;
        }

        return page;
    }
}
