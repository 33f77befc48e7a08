namespace Akka.Util;

/// <summary>Names of the form <c>$a</c>, <c>$b</c>, … <c>$~</c>, <c>$ab</c>, given to actors that were created without one.</summary>
internal static class Base64Names
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    /// <summary>The name number <paramref name="value"/> (0 or more), lowest digit first.</summary>
    public static string Encode(long value)
    {
        Span<char> buffer = stackalloc char[12];
        var length = 0;
        buffer[length++] = '$';
        var rest = (ulong)value;
        do
        {
            buffer[length++] = Digits[(int)(rest & 63)];
            rest >>= 6;
        }
        while (rest != 0);
        return new string(buffer[..length]);
    }
}
