namespace Petabridge.Cmd.Protocol;

/// <summary>The grammar of names and switches: one word that needs no quotes on a command line.</summary>
internal static class Word
{
    internal const int LengthMax = 64;

    internal static string Checked(string word, string what)
    {
        if (string.IsNullOrEmpty(word) || word.Length > LengthMax || !word.All(IsAllowed))
        {
            throw new ArgumentException(
                $"The {what} [{word}] must be one word of 1 to {LengthMax} printable characters without quotes, '\\' and '>'.",
                nameof(word));
        }

        return word;
    }

    private static bool IsAllowed(char c) => !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('"' or '\'' or '\\' or '>');
}
