using System.Text;

namespace Petabridge.Cmd.Protocol;

/// <summary>
/// Cuts a typed line into words: white space separates; "double" and 'single' quotes hold words together; inside double quotes and
/// outside of
/// quotes a backslash takes the next quote, backslash or blank literally, and stands for itself before anything else (so Windows paths
/// survive).
/// </summary>
internal static class CommandLine
{
    /// <returns>The words, or null and in <paramref name="problem"/> what is wrong with the line.</returns>
    internal static IReadOnlyList<CommandToken>? TrySplit(string line, out string problem)
    {
        var tokens = new List<CommandToken>();
        var word = new StringBuilder();
        var quoted = false;
        var quote = '\0';
        problem = "";
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length && IsEscapable(line[i + 1], quote))
            {
                word.Append(line[++i]);
                quoted = true;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                if (quote != '\0')
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                quoted = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
            }
            else
            {
                Flush(tokens, word, ref quoted);
            }
        }

        if (quote != '\0')
        {
            problem = $"The line has an opening {quote} without a closing one.";
            return null;
        }

        Flush(tokens, word, ref quoted);
        return tokens;
    }

    /// <summary>Words that a shell has already cut: white space or nothing inside means that they were quoted there.</summary>
    internal static IReadOnlyList<CommandToken> FromWords(IEnumerable<string> words) =>
        [.. words.Select(w => new CommandToken(w, w.Length == 0 || w.Any(char.IsWhiteSpace)))];

    private static bool IsEscapable(char next, char quote) =>
        next is '"' or '\\' || (quote == '\0' && (next == '\'' || char.IsWhiteSpace(next)));

    private static void Flush(List<CommandToken> tokens, StringBuilder word, ref bool quoted)
    {
        if (word.Length > 0 || quoted)
        {
            tokens.Add(new CommandToken(word.ToString(), quoted));
        }

        word.Clear();
        quoted = false;
    }
}
