using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>
/// A command line as a log may keep it. Shown is what the host's definitions give a meaning that is no secret: module, command, switches,
/// and the values of switches that do not name a secret. Everything else, which a mistyped line may have a secret in, is masked. The line
/// is cut into words as the host does it, so that no other way of writing it shows more. Pure, thread-safe.
/// </summary>
internal static class KeptLine
{
    internal const string Mask = "***";

    private static readonly string[] SecretWords = ["secret", "passw", "pwd", "passphrase", "credential", "token"];

    internal static string Of(string line, IReadOnlyList<WirePalette> palettes)
    {
        if (CommandLine.TrySplit(line, out _)?.ToArray() is not [var first, .. var rest])
        {
            return Mask;
        }

        if (palettes.FirstOrDefault(palette => Same(palette.Module, first.Text)) is not { } palette)
        {
            return first.Text == "help"
                ? Joined(["help", .. rest.Select(word => Known(word, palettes))])
                : Joined([Mask, .. Masks(rest)]);
        }

        if (rest is [{ LooksLikeSwitch: false } word, .. var arguments]
            && palette.Commands.FirstOrDefault(one => Same(one.Name, word.Text)) is { } named)
        {
            return Joined([palette.Module, named.Name, .. Shown(arguments, named)]);
        }

        var isBare = rest is [] or [{ LooksLikeSwitch: true }, ..];
        return isBare && palette.Commands.FirstOrDefault(one => Same(one.Name, palette.Module)) is { } same
            ? Joined([palette.Module, .. Shown(rest, same)])
            : Joined([palette.Module, .. Masks(rest)]);
    }

    private static IEnumerable<string> Shown(IReadOnlyList<CommandToken> words, WireCommand command)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].Text.IndexOf('=');
            var typed = equals > 0 ? words[i].Text[..equals] : words[i].Text;
            if (words[i].Quoted || !command.Arguments.Any(argument => argument.Switches.Contains(typed)))
            {
                yield return Mask;
                continue;
            }

            if (equals > 0)
            {
                yield return $"{typed}={Value(typed, words[i].Text[(equals + 1)..])}";
                continue;
            }

            yield return typed;
            if (i + 1 < words.Count && !words[i + 1].LooksLikeSwitch)
            {
                yield return Value(typed, words[++i].Text);
            }
        }
    }

    /// <summary>A value that names a secret itself, such as <c>chap_secret=…</c> or <c>nbd://user:…@host</c>, is masked.</summary>
    private static string Value(string typed, string value) =>
        NamesSecret(typed) || NamesSecret(value) || (value.Contains("://", StringComparison.Ordinal) && value.Contains('@')) ? Mask
        : value.Length == 0 || value.Any(char.IsWhiteSpace) ? $"\"{value}\""
        : value;

    private static bool NamesSecret(string text) =>
        SecretWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Known(CommandToken word, IReadOnlyList<WirePalette> palettes) =>
        palettes.Any(palette => Same(palette.Module, word.Text) || palette.Commands.Any(command => Same(command.Name, word.Text)))
            ? word.Text
            : Mask;

    private static IEnumerable<string> Masks(IReadOnlyList<CommandToken> words) => words.Select(_ => Mask);

    private static string Joined(IEnumerable<string> words) => string.Join(' ', words);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
