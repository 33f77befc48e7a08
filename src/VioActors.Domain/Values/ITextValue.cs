using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>A value with one text form, which is also how it is stored and sent. Implementations are immutable.</summary>
public interface ITextValue<TSelf>
    where TSelf : ITextValue<TSelf>
{
    /// <summary>Reads the text form. Never throws; <paramref name="problem"/> says what is wrong, for people.</summary>
    static abstract bool TryParse(string? text, [MaybeNullWhen(false)] out TSelf value, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is no such value.</exception>
    static abstract TSelf Parse(string? text);
}

/// <summary>Rules that several text values share. Thread-safe.</summary>
internal static class TextRule
{
    /// <summary>Letters, digits and <c>. _ -</c>, beginning with a letter or digit.</summary>
    public static bool IsName(string? text, int lengthMax, string what, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(text))
        {
            problem = $"A {what} is missing; give 1 to {lengthMax} letters, digits, '.', '_' or '-'.";
        }
        else if (text.Length > lengthMax)
        {
            problem = $"The {what} has {text.Length} characters; the limit is {lengthMax}.";
        }
        else if (!char.IsAsciiLetterOrDigit(text[0]) || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')))
        {
            problem = $"The {what} '{text}' must begin with a letter or digit and hold only letters, digits, '.', '_' and '-'.";
        }

        return problem is null;
    }

    /// <summary>A device name: lower-case letters followed by letters, digits and <c>_ -</c>.</summary>
    public static bool IsDeviceName(string? text, int lengthMax, string what, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(text) || text.Length > lengthMax || !char.IsAsciiLetter(text[0]))
        {
            problem = $"A {what} has 1 to {lengthMax} characters and begins with a letter; '{Shorten(text)}' does not.";
        }
        else if (text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
        {
            problem = $"The {what} '{text}' may hold only letters, digits, '_' and '-'.";
        }

        return problem is null;
    }

    /// <summary>Text from outside, bounded for a message.</summary>
    public static string Shorten(string? text) => text is null ? string.Empty : text.Length <= 80 ? text : text[..80] + "…";
}
