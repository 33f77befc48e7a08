using System.Globalization;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>What the processes have told the witness, in the order in which it happened. Read whole at each use.</summary>
internal sealed class Witness(string path)
{
    public string Path { get; } = path;

    /// <summary>How many lines there are; what comes later has a greater index.</summary>
    public int Count => Read().Count;

    public IReadOnlyList<Line> Read()
    {
        if (!File.Exists(Path))
            return [];
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var text = new StreamReader(stream).ReadToEnd();

        // The last line may be half written.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line.Parse)];
    }

    /// <summary>Who began last to be the only one of a name, and has not ended; null: nobody.</summary>
    public string? OwnerOf(string entity)
    {
        var last = Read().LastOrDefault(line => line.Entity == entity && line.Kind is 'B' or 'E');
        return last is { Kind: 'B' } ? last.Owner : null;
    }

    /// <summary>
    /// Acts of owners that another had followed already. <paramref name="excused"/>: acts that were under way at these times, when their
    /// process was frozen, and ended after it; nobody can call them back.
    /// </summary>
    public static IReadOnlyList<string> Overlaps(IEnumerable<Line> lines, Func<Line, bool> excused)
    {
        var current = new Dictionary<string, string>();
        var overlaps = new List<string>();
        foreach (var line in lines)
        {
            if (line.Kind == 'B')
                current[line.Entity] = line.Owner;
            else if (line.Kind == 'A' && current[line.Entity] != line.Owner && !excused(line))
                overlaps.Add($"{line.Owner} acted as {line.Entity} at {line.Begun}, and {current[line.Entity]} had begun before");
        }

        return overlaps;
    }

    /// <summary>What was acknowledged and is not among what was recovered in the end.</summary>
    public static IReadOnlyList<string> Lost(IReadOnlyCollection<Line> lines)
    {
        var recovered = lines.Where(line => line.Kind == 'R').Select(line => (line.Entity, line.Id)).ToHashSet();
        return [.. lines.Where(line => line.Kind == 'K' && !recovered.Contains((line.Entity, line.Id)))
            .Select(line => $"{line.Entity} has lost {line.Id}, acknowledged to {line.Owner}")];
    }

    /// <summary>
    /// The time from the last act of the owner that <paramref name="node"/> was to the first of its successor.
    /// </summary>
    public TimeSpan Gap(string entity, string node)
    {
        var acts = Read().Where(line => line.Entity == entity && line.Kind == 'A').ToArray();
        var next = Array.FindIndex(acts, Array.FindLastIndex(acts, act => act.Node == node) + 1, act => act.Node != node);
        return System.Diagnostics.Stopwatch.GetElapsedTime(acts[next - 1].Begun, acts[next].Begun);
    }

    /// <summary>One thing that happened.</summary>
    /// <param name="Kind">B began, A acted, E ended, K was told that it is kept, R recovered.</param>
    /// <param name="Owner">node.instance, or the node.</param>
    /// <param name="Begun">When the act began, by the machine's clock.</param>
    internal sealed record Line(char Kind, string Entity, string Owner, long Id, long Begun)
    {
        public string Node => Owner.Split('.')[0];

        public static Line Parse(string text)
        {
            var words = text.Split(' ');
            return new Line(
                words[0][0], words[1], words[2], long.Parse(words[3], CultureInfo.InvariantCulture),
                long.Parse(words[4], CultureInfo.InvariantCulture));
        }
    }
}
