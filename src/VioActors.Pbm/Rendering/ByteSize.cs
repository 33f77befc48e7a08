using System.Globalization;

namespace VioActors.Pbm.Rendering;

/// <summary>Sizes as people write them, in powers of 1024. Pure, thread-safe.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>At most one digit after the point: 0 B, 1023 B, 1.5 GiB, 16 TiB. Never rounded up to the next unit.</summary>
    public static string ToText(long bytes)
    {
        var unit = 0;
        var magnitude = bytes < 0 ? (decimal)bytes * -1 : bytes;
        while (magnitude >= 1024 && unit < Units.Length - 1)
        {
            magnitude /= 1024;
            unit++;
        }

        var digits = Math.Floor(magnitude * 10) / 10;
        return $"{(bytes < 0 ? "-" : "")}{digits.ToString("0.#", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>
    /// Reads a size as an operator types it: a number, with a point if need be, and a unit: none or B for bytes; K, M, G, T, P with or
    /// without B or iB, all
    /// powers of 1024 as on PowerVM. The result is a whole number of bytes, zero or more.
    /// </summary>
    /// <returns>False when the text is no size or does not fit.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        var trimmed = text.Trim();
        var split = trimmed.AsSpan().IndexOfAnyExcept("0123456789.");
        var numberText = split < 0 ? trimmed : trimmed[..split];
        if (FactorOf(split < 0 ? "" : trimmed[split..].Trim()) is not { } factor
            || !decimal.TryParse(numberText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > (decimal)long.MaxValue / factor)
        {
            return false;
        }

        var exact = number * factor;
        bytes = (long)exact;
        return bytes == exact;
    }

    private static long? FactorOf(string unit)
    {
        var bare = unit.ToUpperInvariant();
        if (bare is "" or "B")
        {
            return 1;
        }

        var at = "KMGTP".IndexOf(bare[0]);
        return at >= 0 && bare[1..] is "" or "B" or "IB" ? 1L << (10 * (at + 1)) : null;
    }
}
