using System.Globalization;
using System.Text;

namespace VioActors.Iscsi.Text;

/// <summary>Key=value text (RFC 7143 clause 6.1): parsing with bounds, and writing. Thread-safe.</summary>
public static class KeyText
{
    /// <summary>Most bytes of text in one negotiation step, over all of its PDUs.</summary>
    public const int SizeBytesMax = 64 * 1024;

    /// <summary>Most keys in one step; the standard knows about forty.</summary>
    public const int KeyCountMax = 256;

    /// <summary>Longest key name (clause 6.1).</summary>
    public const int KeyLengthMax = 63;

    /// <summary>Upper bound of the length keys, 2^24 - 1.</summary>
    public const int LengthMax = 0xFFFFFF;

    public const string NotUnderstood = "NotUnderstood";

    public const string Irrelevant = "Irrelevant";

    public const string Reject = "Reject";

    /// <summary>Splits text into pairs in their order; false when it is not key text, or too much of it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out List<KeyValuePair<string, string>> pairs)
    {
        pairs = [];
        if (text.Length > SizeBytesMax)
        {
            return false;
        }
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)0);
            var pair = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (pair.IsEmpty)
            {
                continue; // Some initiators end the text with more than one null.
            }
            var equals = pair.IndexOf((byte)'=');
            if (equals is < 1 or > KeyLengthMax || pairs.Count == KeyCountMax || !IsKey(pair[..equals]) || !IsPrintable(pair[equals..]))
            {
                return false;
            }
            pairs.Add(new(Encoding.ASCII.GetString(pair[..equals]), Encoding.UTF8.GetString(pair[(equals + 1)..])));
        }
        return true;
    }

    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> pairs) =>
        Encoding.UTF8.GetBytes(string.Concat(pairs.Select(pair => $"{pair.Key}={pair.Value}\0")));

    /// <summary>Reads a decimal or hexadecimal constant (clause 6.1) inside a range.</summary>
    public static bool TryNumber(string value, int low, int high, out int number)
    {
        var hexadecimal = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var parsed = hexadecimal
            ? int.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return parsed && number >= low && number <= high;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && !".-+@_/#"u8.Contains(c))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> value)
    {
        foreach (var c in value)
        {
            if (c is < 0x20 or 0x7F)
            {
                return false;
            }
        }
        return true;
    }
}
