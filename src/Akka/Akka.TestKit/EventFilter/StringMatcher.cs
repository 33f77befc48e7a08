using System.Text.RegularExpressions;

namespace Akka.TestKit.Internal;

/// <summary>Conditions on texts. Immutable and thread-safe.</summary>
internal sealed class StringMatcher : IStringMatcher
{
    /// <summary>Every text.</summary>
    public static readonly IStringMatcher All = new StringMatcher("any text", static _ => true);

    private readonly string _description;
    private readonly Func<string, bool> _fits;

    private StringMatcher(string description, Func<string, bool> fits)
    {
        _description = description;
        _fits = fits;
    }

    public static IStringMatcher Equal(string text) => new StringMatcher($"== \"{text}\"", s => s == text);

    public static IStringMatcher StartsWith(string start) =>
        new StringMatcher($"starts with \"{start}\"", s => s.StartsWith(start, StringComparison.Ordinal));

    public static IStringMatcher Contains(string part) =>
        new StringMatcher($"contains \"{part}\"", s => s.Contains(part, StringComparison.Ordinal));

    public static IStringMatcher Matches(Regex pattern) => new StringMatcher($"matches \"{pattern}\"", s => pattern.IsMatch(s));

    /// <summary>A source is meant exactly, or without the address of the system that is added in brackets.</summary>
    public static IStringMatcher Source(string? source) => source is null
        ? All
        : new StringMatcher($"source \"{source}\"", s => s == source || s.StartsWith(source + "(", StringComparison.Ordinal));

    /// <summary>By the first of the three that is given.</summary>
    public static IStringMatcher Of(string? message, string? start, string? contains) =>
        message is not null ? Equal(message)
        : start is not null ? StartsWith(start)
        : contains is not null ? Contains(contains)
        : All;

    public bool IsMatch(string s) => _fits(s ?? "");

    public override string ToString() => _description;
}
