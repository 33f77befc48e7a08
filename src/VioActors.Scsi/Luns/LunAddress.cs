namespace VioActors.Scsi.Luns;

/// <summary>The eight-byte LUN field and the single-level logical unit numbers in it (SAM-5 clause 4.7). Thread-safe.</summary>
public static class LunAddress
{
    /// <summary>Largest number that flat space addressing carries (14 bits).</summary>
    public const int NumberMax = 0x3FFF;

    /// <summary>The REPORT LUNS well-known logical unit (SAM-5 clause 4.7.7.5.1, W-LUN 01h).</summary>
    public const ulong ReportLunsWellKnown = 0xC101_0000_0000_0000;

    /// <summary>
    /// The unit number of a field in peripheral (00b, bus 0) or flat space (01b) addressing; false for any other method or for a second
    /// level.
    /// </summary>
    public static bool TryDecode(ulong field, out int number)
    {
        number = 0;
        if ((field & 0x0000_FFFF_FFFF_FFFF) != 0)
        {
            return false;
        }

        var level = (ushort)(field >> 48);
        switch (level >> 14)
        {
            case 0 when (level & 0x3F00) == 0:
                number = level & 0xFF;
                return true;
            case 1:
                number = level & NumberMax;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Peripheral addressing up to 255, flat space above: the form that initiators expect in REPORT LUNS.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is not in 0..16383.</exception>
    public static ulong Encode(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, NumberMax);
        return number <= 0xFF ? (ulong)number << 48 : (0x4000UL | (uint)number) << 48;
    }
}
