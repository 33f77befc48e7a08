using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>What the words of a command line mean.</summary>
internal abstract record ParsedLine
{
    internal sealed record Ok(int PaletteIndex, Command Command) : ParsedLine;

    /// <summary>The line asks for nothing that is there; the reason is for the person who typed it.</summary>
    internal sealed record Rejected(string Reason) : ParsedLine;
}

/// <summary>
/// Words to a command, checked against the definitions. Module and command names in any case, switches exactly. A switch takes the
/// next word as
/// its value unless that is itself a switch; <c>-switch=value</c> takes any value. A switch without a value is a flag: refused where
/// the argument
/// is mandatory or has a default. Pure, thread-safe.
/// </summary>
internal static class CommandParser
{
    internal static ParsedLine Parse(IReadOnlyList<CommandToken> words, IReadOnlyList<WirePalette> palettes)
    {
        if (words.Count == 0)
        {
            return Rejected($"No command was given. Modules: {Listed(palettes.Select(p => p.Module))}.");
        }

        var index = IndexOf(palettes, words[0].Text);
        if (index < 0)
        {
            return Rejected(
                $"Unknown module [{Shown(words[0].Text)}].{Suggestion.For(words[0].Text, palettes.Select(p => p.Module))} "
                + $"Modules: {Listed(palettes.Select(p => p.Module))}.");
        }

        var palette = palettes[index];
        var sameName = palette.Commands.FirstOrDefault(c => Same(c.Name, palette.Module));
        if (words.Count > 1 && !words[1].LooksLikeSwitch && palette.Commands.FirstOrDefault(c => Same(c.Name, words[1].Text)) is { } named)
        {
            return ParseArguments(index, palette.Module, named, words.Skip(2).ToList());
        }

        if (sameName is not null && (words.Count == 1 || words[1].LooksLikeSwitch))
        {
            return ParseArguments(index, palette.Module, sameName, words.Skip(1).ToList());
        }

        var commands = Listed(palette.Commands.Select(c => c.Name));
        return Rejected(words.Count == 1 || words[1].LooksLikeSwitch
            ? $"Module [{palette.Module}] needs a command: {commands}."
            : $"Module [{palette.Module}] has no command [{Shown(words[1].Text)}]."
                + $"{Suggestion.For(words[1].Text, palette.Commands.Select(c => c.Name))} Its commands: {commands}.");
    }

    private static ParsedLine ParseArguments(int paletteIndex, string module, WireCommand command, List<CommandToken> words)
    {
        var arguments = new List<Tuple<string, string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            var (text, value) = Cut(words[i], command);
            if (Find(command, text) is not { } argument || words[i].Quoted)
            {
                return Refused(module, command, words[i].LooksLikeSwitch
                    ? $"[{module} {command.Name}] has no switch [{Shown(words[i].Text)}]."
                    : $"[{module} {command.Name}] cannot use the word [{Shown(words[i].Text)}]:"
                        + " a value follows its switch, and blanks need quotes.");
            }

            if (value is null && i + 1 < words.Count && !words[i + 1].LooksLikeSwitch)
            {
                value = words[++i].Text;
            }

            if (value is null && (argument.IsMandatory || argument.DefaultValues.Count > 0))
            {
                return Refused(module, command, $"The argument [{argument.Name}] ({text}) of [{module} {command.Name}] needs a value.");
            }

            seen.Add(argument.Name);
            arguments.Add(Tuple.Create(text, value ?? ""));
        }

        foreach (var argument in command.Arguments.Where(a => !seen.Contains(a.Name)))
        {
            if (argument.IsMandatory && argument.DefaultValues.Count == 0)
            {
                return Refused(
                    module, command, $"[{module} {command.Name}] needs the argument [{argument.Name}] ({argument.Switches[0]}).");
            }

            arguments.AddRange(argument.DefaultValues.Select(v => Tuple.Create(argument.Switches[0], v)));
        }

        return new ParsedLine.Ok(paletteIndex, new Command(command.Name, arguments));
    }

    private static (string Text, string? Value) Cut(CommandToken word, WireCommand command)
    {
        var equals = word.Text.IndexOf('=');
        return equals > 0 && Find(command, word.Text[..equals]) is not null
            ? (word.Text[..equals], word.Text[(equals + 1)..])
            : (word.Text, null);
    }

    private static WireArgument? Find(WireCommand command, string typed) =>
        command.Arguments.FirstOrDefault(a => a.Switches.Contains(typed));

    private static int IndexOf(IReadOnlyList<WirePalette> palettes, string module)
    {
        for (var i = 0; i < palettes.Count; i++)
        {
            if (Same(palettes[i].Module, module))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static string Shown(string word) => word.Length <= Word.LengthMax ? word : word[..Word.LengthMax] + "…";

    private static ParsedLine.Rejected Rejected(string reason) => new(reason);

    private static ParsedLine.Rejected Refused(string module, WireCommand command, string reason) =>
        new($"{reason}\n{UsageText.ForCommand(module, command)}");
}
