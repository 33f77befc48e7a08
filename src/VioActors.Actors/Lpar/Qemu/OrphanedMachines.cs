using System.Diagnostics;
using System.Globalization;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// Machines of a former life of the hypervisor that nobody can take over: their partition is not defined any more, or another process was
/// started for it since. They hold disks and would write to them. Thread-safe.
/// </summary>
internal static class OrphanedMachines
{
    /// <summary>Ends them; gives a line for each. Only processes that were started for a folder of these settings are looked at.</summary>
    /// <param name="defined">Partitions that are machines.</param>
    public static IReadOnlyList<string> End(QemuSettings settings, IReadOnlySet<PartitionId> defined)
    {
        var prefix = $"{Path.Combine(settings.RunDirectory, MachineFolder.NamePrefix)}";
        var ended = new List<string>();
        foreach (var entry in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                || PidFileOf(entry) is not { } file || !file.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var text = Path.GetFileName(Path.GetDirectoryName(file))![MachineFolder.NamePrefix.Length..];
            var isDefined = PartitionId.TryParse(text, out var partition, out _) && defined.Contains(partition);
            if (isDefined && new MachineFolder(settings, partition).ReadPid() == pid)
                continue;
            Kill(pid);
            ended.Add($"process {pid} of partition {text}, which {(isDefined ? "another process runs" : "is no machine any more")}");
        }

        return ended;
    }

    /// <summary>Value of QEMU's <c>-pidfile</c>; null when the process has no such argument.</summary>
    private static string? PidFileOf(string entry)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(entry, "cmdline")).Split('\0');
            var at = Array.IndexOf(arguments, "-pidfile");
            return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }
}
