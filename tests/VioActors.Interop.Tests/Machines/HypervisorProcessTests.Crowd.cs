using System.Collections.Concurrent;
using System.Globalization;

namespace VioActors.Interop.Tests.Machines;

/// <summary>Many partitions behind the one VIOS that is lost: VIOACTORS_STORM of them, 50 without it.</summary>
public sealed partial class HypervisorProcessTests
{
    private const int AtOnce = 4;

    private static readonly int CrowdCount =
        int.TryParse(Environment.GetEnvironmentVariable("VIOACTORS_STORM"), CultureInfo.InvariantCulture, out var count) ? count : 50;

    /// <summary>Operations a second of each: two cores are to have time left for what is proven.</summary>
    private static readonly string Rate = CrowdCount > 100 ? "1" : "5";

    /// <summary>With the built-in partition, the one on a LUN, and the virtual machine.</summary>
    private static readonly int All = CrowdCount + 3;

    private static IEnumerable<string> Crowd => Enumerable.Range(1, CrowdCount).Select(number => $"crowd{number}");

    /// <summary>Each has a disk of its own and writes to it.</summary>
    private async Task StartCrowdAsync()
    {
        await EachAsync(async name =>
        {
            await SaysAsync("cec2", "lu", "create", "-lu", name, "-size", "1MiB");
            await SaysAsync("cec2", "dlpar", "vscsi-add", "-c", name, "-n", "vios3", "-lu", name);
            await SaysAsync("cec2", "dlpar", "boot", "-c", name, "-blocks", "16", "-r", Rate);
        });
        await EachWritesAsync();
    }

    /// <summary>Each writes again, and finds what it wrote; then it is ended.</summary>
    private async Task EndCrowdAsync()
    {
        await EachWritesAsync();
        await EachAsync(async name =>
        {
            Assert.Contains(
                "0 contradictions, 0 I/O errors", await SaysAsync("cec2", "dlpar", "verify", "-c", name), StringComparison.Ordinal);
            await SaysAsync("cec2", "dlpar", "shutdown", "-c", name);
        });
    }

    /// <summary>All are looked at before any is waited for: by then the most have written again.</summary>
    private async Task EachWritesAsync()
    {
        var before = new ConcurrentDictionary<string, int>();
        await EachAsync(async name => before[name] = WritesOf(await ShowAsync(name)));
        await EachAsync(name => Guest.UntilAsync($"{name} writes", () => ShowAsync(name), shown => WritesOf(shown) > before[name]));
    }

    private Task<string> ShowAsync(string name) => SaysAsync("cec2", "dlpar", "show", "-c", name);

    private static int WritesOf(string shown) => int.Parse(WritesText().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);

    private static Task EachAsync(Func<string, Task> act) => Parallel.ForEachAsync(
        Crowd, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) => await act(name));
}
