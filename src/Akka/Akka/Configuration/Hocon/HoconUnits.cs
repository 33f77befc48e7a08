using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Flags, durations and sizes as the HOCON specification spells them ("Units format").</summary>
internal static class HoconUnits
{
    private static readonly Dictionary<string, double> TicksByUnit = Expand(
        (0.01, ["ns", "nano", "nanos", "nanosecond", "nanoseconds"]),
        (TimeSpan.TicksPerMicrosecond, ["us", "micro", "micros", "microsecond", "microseconds"]),
        (TimeSpan.TicksPerMillisecond, ["", "ms", "milli", "millis", "millisecond", "milliseconds"]),
        (TimeSpan.TicksPerSecond, ["s", "sec", "second", "seconds"]),
        (TimeSpan.TicksPerMinute, ["m", "min", "minute", "minutes"]),
        (TimeSpan.TicksPerHour, ["h", "hr", "hour", "hours"]),
        (TimeSpan.TicksPerDay, ["d", "day", "days"]));

    private static readonly Dictionary<string, double> BytesByUnit = Expand(
        (1d, ["", "B", "b", "byte", "bytes"]),
        (1e3, ["kB", "kilobyte", "kilobytes"]),
        (1e6, ["MB", "megabyte", "megabytes"]),
        (1e9, ["GB", "gigabyte", "gigabytes"]),
        (1e12, ["TB", "terabyte", "terabytes"]),
        (1e15, ["PB", "petabyte", "petabytes"]),
        (1024d, ["K", "k", "Ki", "KiB", "kibibyte", "kibibytes"]),
        (Math.Pow(1024, 2), ["M", "m", "Mi", "MiB", "mebibyte", "mebibytes"]),
        (Math.Pow(1024, 3), ["G", "g", "Gi", "GiB", "gibibyte", "gibibytes"]),
        (Math.Pow(1024, 4), ["T", "t", "Ti", "TiB", "tebibyte", "tebibytes"]),
        (Math.Pow(1024, 5), ["P", "p", "Pi", "PiB", "pebibyte", "pebibytes"]));

    public static bool ParseBoolean(string text) => text.Trim() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw new ConfigurationException($"[{other}] is not a flag: write on, off, true, false, yes or no"),
    };

    public static TimeSpan ParseDuration(string text, bool allowInfinite)
    {
        var trimmed = text.Trim();
        if (trimmed is "infinite" or "infinity")
        {
            return allowInfinite
                ? Timeout.InfiniteTimeSpan
                : throw new ConfigurationException("an infinite duration is not allowed here");
        }

        var ticks = Scaled(trimmed, TicksByUnit, "duration", "a number with ns, us, ms, s, m, h or d");
        if (ticks is < 0 or >= long.MaxValue)
            throw new ConfigurationException($"[{trimmed}] is not a duration: it is negative or too long");
        return TimeSpan.FromTicks((long)Math.Round(ticks));
    }

    public static long ParseSize(string text)
    {
        var trimmed = text.Trim();
        if (long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var plain))
            return plain;
        var bytes = Scaled(trimmed, BytesByUnit, "size", "a number with B, kB, MB, GB, KiB, MiB or GiB");
        if (bytes is < 0 or >= long.MaxValue)
            throw new ConfigurationException($"[{trimmed}] is not a size: it is negative or too large");
        return (long)bytes;
    }

    private static double Scaled(string text, Dictionary<string, double> units, string kind, string wanted)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        var unit = text[digits.Length..];
        if (units.TryGetValue(unit, out var factor)
            && double.TryParse(digits.TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
        {
            return number * factor;
        }

        throw new ConfigurationException($"[{text}] is not a {kind}: write {wanted}");
    }

    private static Dictionary<string, double> Expand(params (double Factor, string[] Names)[] units) =>
        units.SelectMany(unit => unit.Names.Select(name => (name, unit.Factor))).ToDictionary(pair => pair.name, pair => pair.Factor);
}
