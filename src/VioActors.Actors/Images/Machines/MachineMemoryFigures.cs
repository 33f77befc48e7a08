using System.Globalization;

namespace VioActors.Actors.Images.Machines;

/// <summary>How much of an image's memory a machine has in common with others (OSI-8), as the host's kernel counts it. Immutable.</summary>
/// <param name="SharedBytes">Pages that other processes have mapped too.</param>
/// <param name="OwnBytes">Pages that only it has: copies that it wrote to, and what no other has touched yet.</param>
public sealed record MachineMemoryFigures(long SharedBytes, long OwnBytes)
{
    private static readonly string MemoryFile = $"{Path.DirectorySeparatorChar}{MachineImageFolder.MemoryName}";

    /// <summary>Null when the process has no memory of an image, or is gone.</summary>
    public static MachineMemoryFigures? Read(int processId)
    {
        try
        {
            return Parse(File.ReadLines($"/proc/{processId}/smaps"));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the lines of a kernel's <c>smaps</c> (proc(5)).</summary>
    internal static MachineMemoryFigures? Parse(IEnumerable<string> lines)
    {
        MachineMemoryFigures? sum = null;
        var isOfImage = false;
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

            // The first line of a mapping begins with its addresses; the others with a name and a colon.
            if (words.Length > 0 && !words[0].EndsWith(':'))
            {
                isOfImage = line.EndsWith(MemoryFile, StringComparison.Ordinal);
                sum ??= isOfImage ? new MachineMemoryFigures(0, 0) : null;
            }
            else if (isOfImage && words.Length > 1 && long.TryParse(words[1], CultureInfo.InvariantCulture, out var kibibytes))
            {
                sum = words[0] switch
                {
                    "Shared_Clean:" or "Shared_Dirty:" => sum! with { SharedBytes = sum.SharedBytes + (kibibytes << 10) },
                    "Private_Clean:" or "Private_Dirty:" => sum! with { OwnBytes = sum.OwnBytes + (kibibytes << 10) },
                    _ => sum,
                };
            }
        }

        return sum;
    }
}
