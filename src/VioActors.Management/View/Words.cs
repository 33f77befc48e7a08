namespace VioActors.Management.View;

/// <summary>Names of enumerations as the API shows them: with a small first letter. Thread-safe.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>Text of a bounded attribute of the schema.</summary>
    public static string Bounded(string text, int lengthMax) => text.Length <= lengthMax ? text : text[..(lengthMax - 1)] + "…";
}
