namespace VioActors.Iscsi.Text;

/// <summary>Large binary values in key text: <c>0x</c> hexadecimal or <c>0b</c> base64 (RFC 7143 clause 6.1). Thread-safe.</summary>
public static class BinaryValue
{
    /// <summary>Reads at most <paramref name="sizeBytesMax"/> bytes.</summary>
    public static bool TryParse(string text, int sizeBytesMax, out byte[] bytes)
    {
        bytes = [];
        if (text.Length < 2 || text.Length > 2 + (2 * sizeBytesMax) || text[0] != '0')
        {
            return false;
        }
        try
        {
            bytes = text[1] switch
            {
                'x' or 'X' => Convert.FromHexString(text.Length % 2 == 0 ? text[2..] : "0" + text[2..]),
                'b' or 'B' => Convert.FromBase64String(text[2..]),
                _ => [],
            };
        }
        catch (FormatException)
        {
            return false;
        }
        return bytes.Length > 0 && bytes.Length <= sizeBytesMax;
    }

    public static string Write(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
