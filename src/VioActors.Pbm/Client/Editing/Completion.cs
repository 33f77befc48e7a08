using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client.Editing;

/// <summary>What the Tab key may add to a line: modules, then commands, then switches. Pure, thread-safe.</summary>
internal static class Completion
{
    private static readonly string[] BuiltIn = ["exit", "help", "history"];

    /// <param name="before">The line up to the cursor.</param>
    /// <returns>The words that the last word of the line may become, sorted.</returns>
    internal static IReadOnlyList<string> Find(IReadOnlyList<WirePalette> palettes, string before)
    {
        var words = before.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var last = before.Length == 0 || before[^1] == ' ' ? "" : words[^1];
        if (last.Length > 0)
        {
            words.RemoveAt(words.Count - 1);
        }

        var isHelp = words is ["help", ..];
        if (isHelp)
        {
            words.RemoveAt(0);
        }

        var fitting = Candidates(palettes, words, isHelp).Where(c => c.StartsWith(last, StringComparison.Ordinal));
        return [.. fitting.Order(StringComparer.Ordinal)];
    }

    /// <summary>The text that all candidates begin with.</summary>
    internal static string CommonStart(IReadOnlyList<string> candidates)
    {
        var length = candidates.Count == 0 ? 0 : candidates.Min(c => c.Length);
        while (length > 0 && candidates.Any(c => !c.AsSpan(0, length).SequenceEqual(candidates[0].AsSpan(0, length))))
        {
            length--;
        }

        return length == 0 ? "" : candidates[0][..length];
    }

    private static IEnumerable<string> Candidates(IReadOnlyList<WirePalette> palettes, List<string> words, bool isHelp)
    {
        if (words.Count == 0)
        {
            var modules = palettes.Select(p => p.Module);
            return isHelp ? modules : modules.Concat(BuiltIn);
        }

        var palette = palettes.FirstOrDefault(p => p.Module.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (palette is null)
        {
            return [];
        }

        if (words.Count == 1)
        {
            return palette.Commands.Select(c => c.Name);
        }

        var command = palette.Commands.FirstOrDefault(c => c.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase));
        return isHelp || command is null ? [] : command.Arguments.Select(a => a.Switches[0]);
    }
}
