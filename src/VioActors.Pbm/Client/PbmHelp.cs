using System.Text;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>The help texts of the client, made from what the host announced. Pure, thread-safe.</summary>
internal static class PbmHelp
{
    internal const string CommandLineUsage = """
        usage: pbm [host:port] [command words]

        Connects to a command host, 127.0.0.1:9110 unless another is named. With a command: runs it, prints its output and exits.
        Without: a shell, in which `help` shows the commands of the host.

          pbm                                     a shell on this machine's host
          pbm 10.0.0.7:9110 cluster show          one command on another host
          pbm --help                              this text
          pbm --version                           the version

        exit codes: 0 success, 1 the command failed, 2 wrong command line, 3 no connection, 130 interrupted
        """;

    /// <returns>The text asked for by the words after <c>help</c>, or null and what is wrong with them.</returns>
    internal static string? Find(IReadOnlyList<WirePalette> palettes, IReadOnlyList<string> words, out string problem)
    {
        problem = "";
        if (words.Count == 0)
        {
            return Overview(palettes);
        }

        var palette = palettes.FirstOrDefault(p => p.Module.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (palette is null)
        {
            problem = $"The host has no module [{words[0]}]. Modules: {string.Join(", ", palettes.Select(p => p.Module))}.";
            return null;
        }

        if (words.Count == 1)
        {
            return UsageText.ForModule(palette);
        }

        var command = palette.Commands.FirstOrDefault(c => c.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase));
        if (command is null)
        {
            var names = string.Join(", ", palette.Commands.Select(c => c.Name));
            problem = $"The module [{palette.Module}] has no command [{words[1]}]. Commands: {names}.";
            return null;
        }

        return $"{command.Description}\n{UsageText.ForCommand(palette.Module, command)}".TrimStart('\n');
    }

    private static string Overview(IReadOnlyList<WirePalette> palettes)
    {
        var text = new StringBuilder("modules of the host and their commands:\n");
        var width = palettes.Count == 0 ? 0 : palettes.Max(p => p.Module.Length);
        foreach (var palette in palettes)
        {
            text.Append($"\n  {palette.Module.PadRight(width)}  {string.Join(", ", palette.Commands.Select(c => c.Name))}");
        }

        text.Append("""


            in the shell:
              help [module [command]]   explains commands
              <command> > file          writes the output to a file; >> appends
              history, !!, !n           earlier lines; the last or the n-th once more
              Tab, Up, Down             completes words; goes through earlier lines
              exit                      ends the shell; Ctrl+C cancels a running command
            """);
        return text.ToString();
    }
}
