using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Persistence.Tests.PostgreSql;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Machines;

/// <summary>
/// Partitions of a cluster whose VIOS DB is PostgreSQL: what the hypervisor has noted there is what it goes on with. With
/// VIOACTORS_PARTITIONS_LONG=1 the hypervisor is also killed while they stand still, most of the cluster with it.
/// </summary>
public sealed partial class PartitionDatabaseTests
{
    /// <summary>The one machine. Of its two VIOSes one is never started; its hypervisor is cec2.</summary>
    private const string Serial = "10F6E2C";

    private static readonly string[] Settings =
    [
        "vio-actors.vios=[vios2, vios3]", $"vio-actors.node.machines=[{{ serial = \"{Serial}\", vios = [vios2, vios3] }}]",
        "vio-actors.lpar.enabled=on", "vio-actors.lpar.working-set-blocks=256", "vio-actors.lpar.rate=100",
        "vio-actors.node.database.provider=postgresql",
    ];

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("VIOACTORS_PARTITIONS_LONG") == "1";

    private static readonly string[][] Partitions = [["lpar"], ["dlpar", "-c", "web"]];

    private Topology _cluster = null!;

    [Fact]
    [Trait("Req", "NPV-4")]
    [Trait("Req", "NPV-7")]
    [Trait("Req", "NPV-11")]
    public async Task They_stand_still_while_their_VIOS_is_gone_outlive_their_hypervisor_and_have_every_block()
    {
        var database = new PostgreSqlServer();
        await database.InitializeAsync();
        try
        {
            _cluster = await Topology.StartOnlyAsync(
                ["cec2", "management1", "vios3"],
                [.. Settings, $"vio-actors.node.database.connection-string=\"{database.ConnectionString}\""]);
            await using var cluster = _cluster;
            await SaysAsync("lu", "create", "-lu", "web", "-size", "1MiB");
            await SaysAsync("dlpar", "vscsi-add", "-c", "web", "-n", "vios3", "-lu", "web");
            await SaysAsync("dlpar", "boot", "-c", "web", "-blocks", "64", "-r", "100");
            await WriteAsync();

            // Nobody announced it.
            await cluster.KillAsync("vios3");
            await StatesAsync("both stand still", row => row[1] == "FROZEN");
            await cluster.StartMissingAsync();
            await StatesAsync("both run, and none sent anything meanwhile", row => row[1] == "RUNNING" && row[2] == "0");
            await WriteAsync();
            await CompareAsync();

            // The hypervisor dies. The next one knows which partitions there are, and which ran.
            if (IsLong)
            {
                await cluster.KillAsync("vios3");
                await StatesAsync("both stand still", row => row[1] == "FROZEN");
            }

            await cluster.KillAsync("cec2");
            await cluster.StartMissingAsync();
            await WriteAsync();
            await CompareAsync();
            await StatesAsync("both run", row => row[1] == "RUNNING" && row[2] == "0");
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private async Task WriteAsync()
    {
        foreach (var partition in Partitions)
        {
            int? before = null;
            await Guest.UntilAsync($"[{string.Join(' ', partition)}] writes", () => TryAsync(Command(partition, "show")), shown =>
            {
                if (!WritesText().IsMatch(shown))
                    return false;
                var now = int.Parse(WritesText().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);
                before ??= now;
                return now >= before + 20;
            });
        }
    }

    private async Task CompareAsync()
    {
        foreach (var partition in Partitions)
        {
            Assert.Contains(
                "0 contradictions, 0 I/O errors", await SaysAsync(Command(partition, "verify")), StringComparison.Ordinal);
        }
    }

    private Task StatesAsync(string what, Func<string[], bool> isSo) => Guest.UntilAsync(
        what, () => TryAsync("lpar", "dispatch", "-fmt", "|", "-field", "id,state,sent"), rows =>
        {
            var states = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('|'))
                .Where(row => row.Length == 3).ToList();
            return states.Count == Partitions.Length && states.TrueForAll(row => isSo(row));
        });

    private static string[] Command(string[] partition, string verb) => [partition[0], verb, .. partition[1..]];

    /// <summary>From another process than the machine's.</summary>
    private async Task<string> SaysAsync(params string[] words) => (await _cluster.CommandAsync(
        "management1", words[0] == "lu" ? words : [.. words, "-m", Serial])).MustSucceed().Output;

    /// <summary>What it says, also when it refuses.</summary>
    private async Task<string> TryAsync(params string[] words) =>
        (await _cluster.CommandAsync("management1", [.. words, "-m", Serial])).Output;

    [GeneratedRegex(@"(\d+) writes acknowledged")]
    private static partial Regex WritesText();
}
