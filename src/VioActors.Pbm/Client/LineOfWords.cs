using System.Text;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>Writes words that a shell has cut as one command line, from which the host cuts the same words. Pure, thread-safe.</summary>
public static class LineOfWords
{
    public static string Of(IEnumerable<string> words) => string.Join(' ', CommandLine.FromWords(words).Select(Written));

    private static string Written(CommandToken word)
    {
        if (!word.Quoted && word.Text.All(c => c is not ('"' or '\'' or '\\')))
        {
            return word.Text;
        }

        // Quoted, it would be a switch no more: its value is.
        var equals = word.Text.IndexOf('=');
        return word.LooksLikeSwitch && equals > 0 && word.Text[..equals].All(c => c is not ('"' or '\'' or '\\'))
            ? $"{word.Text[..equals]} {Quoted(word.Text[(equals + 1)..])}"
            : Quoted(word.Text);
    }

    private static string Quoted(string text) =>
        new StringBuilder(text).Replace("\\", "\\\\").Replace("\"", "\\\"").Insert(0, '"').Append('"').ToString();
}
