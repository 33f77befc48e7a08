using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>A line of the shell: the command's words, and the file its output goes to.</summary>
/// <param name="File">Null: to the terminal.</param>
internal sealed record ShellLine(IReadOnlyList<CommandToken> Words, string? File, bool Append)
{
    /// <returns>The line, or null and what is wrong with it.</returns>
    internal static ShellLine? TryParse(string line, out string problem)
    {
        if (CommandLine.TrySplit(line, out problem) is not { } tokens)
        {
            return null;
        }

        var at = 0;
        while (at < tokens.Count && (tokens[at].Quoted || !tokens[at].Text.StartsWith('>')))
        {
            at++;
        }

        if (at == tokens.Count)
        {
            return new ShellLine(tokens, null, false);
        }

        var append = tokens[at].Text.StartsWith(">>", StringComparison.Ordinal);
        var glued = tokens[at].Text[(append ? 2 : 1)..];
        var files = tokens.Skip(at + 1).Select(t => t.Text).Prepend(glued).Where(t => t.Length > 0).ToList();
        if (at == 0 || files.Count != 1)
        {
            problem = "Output goes to a file with: <command> > file. One file, after the command; a name with blanks in quotes.";
            return null;
        }

        return new ShellLine([.. tokens.Take(at)], files[0], append);
    }
}
