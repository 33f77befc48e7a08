using System.Globalization;

namespace VioActors.Interop.Tests.Machines;

/// <summary>Many partitions behind the one VIOS that is lost: VIOACTORS_STORM of them, 50 without it.</summary>
public sealed partial class HypervisorProcessTests
{
    private const int AtOnce = 4;

    private static readonly int CrowdCount =
        int.TryParse(Environment.GetEnvironmentVariable("VIOACTORS_STORM"), CultureInfo.InvariantCulture, out var count) ? count : 50;

    /// <summary>With the built-in partition, the one on a LUN, and the virtual machine.</summary>
    private static readonly int All = CrowdCount + 3;

    private static IEnumerable<string> Crowd => Enumerable.Range(1, CrowdCount).Select(number => $"crowd{number}");

    /// <summary>Each has a disk of its own and writes to it.</summary>
    private async Task StartCrowdAsync()
    {
        await Parallel.ForEachAsync(Crowd, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            await SaysAsync("cec2", "lu", "create", "-lu", name, "-size", "1MiB");
            await SaysAsync("cec2", "dlpar", "vscsi-add", "-c", name, "-n", "vios3", "-lu", name);
            await SaysAsync("cec2", "dlpar", "boot", "-c", name, "-blocks", "16", "-r", "5");
        });
        await EachWritesAsync();
    }

    /// <summary>Each writes again, and finds what it wrote; then it is ended.</summary>
    private async Task EndCrowdAsync()
    {
        await EachWritesAsync();
        await Parallel.ForEachAsync(Crowd, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            Assert.Contains(
                "0 contradictions, 0 I/O errors", await SaysAsync("cec2", "dlpar", "verify", "-c", name), StringComparison.Ordinal);
            await SaysAsync("cec2", "dlpar", "shutdown", "-c", name);
        });
    }

    private Task EachWritesAsync() => Parallel.ForEachAsync(
        Crowd, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            int? before = null;
            await Guest.UntilAsync($"{name} writes", () => SaysAsync("cec2", "dlpar", "show", "-c", name), shown =>
            {
                var now = int.Parse(WritesText().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);
                before ??= now;
                return now > before;
            });
        });
}
