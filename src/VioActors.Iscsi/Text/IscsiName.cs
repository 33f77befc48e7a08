namespace VioActors.Iscsi.Text;

/// <summary>iSCSI names (RFC 7143 clause 4.2.7): syntax, and the form in which they compare. Thread-safe.</summary>
public static class IscsiName
{
    /// <summary>Longest name in bytes.</summary>
    public const int LengthMax = 223;

    /// <summary>Normalizes a name to lower case; false when it is not an <c>iqn.</c>, <c>eui.</c> or <c>naa.</c> name.</summary>
    public static bool TryNormalize(string text, out string name)
    {
        name = text.ToLowerInvariant();
        var known = name.StartsWith("iqn.", StringComparison.Ordinal) || name.StartsWith("eui.", StringComparison.Ordinal)
            || name.StartsWith("naa.", StringComparison.Ordinal);
        return known && name.Length is > 4 and <= LengthMax && name.All(static c => c > ' ' && c != 0x7F && c is not (',' or '"' or '\''));
    }
}
