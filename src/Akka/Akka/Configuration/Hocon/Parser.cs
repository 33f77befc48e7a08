namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON texts. Stateless and thread-safe.</summary>
public static class Parser
{
    /// <param name="text">The text.</param>
    /// <param name="includeCallback">Gives the content for the name in an <c>include</c>; null: the name is a file.</param>
    /// <exception cref="HoconParserException">The text breaks the grammar; the message has source, line and column.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback) => Parse(text, "hocon", includeCallback);

    /// <param name="text">The text.</param>
    /// <param name="source">The name of the text in error messages.</param>
    /// <param name="includeCallback">As in the other overload.</param>
    internal static HoconRoot Parse(string text, string source, Func<string, HoconRoot>? includeCallback)
    {
        var reader = new HoconReader(text, source);
        var root = new HoconSyntax(reader, HoconIncludes.From(includeCallback), []).ReadRoot();
        var resolver = new SubstitutionResolver(root);
        var value = resolver.Resolve();
        return new HoconRoot(new HoconValue(value), resolver.Substitutions);
    }
}
