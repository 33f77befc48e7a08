using System.Globalization;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// SIGKILL in the middle of EXTENDED COPY, which shares chunks between units: of each copy the old or the new blocks are there, the same
/// through every VIOS, what was copied from is as it was, and every chunk has its owners.
/// </summary>
public sealed class CopyKillTests(ITestOutputHelper output)
{
    private const string Check = "pool check -fmt | -field verdict,held,known";
    private readonly Countdown _copiesBegun = new();

    [Fact]
    [Trait("Req", "IO-1")]
    [Trait("Req", "STO-6")]
    public async Task Copies_by_reference_hold_over_kills()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(KillPlan.Seed);
        var pair = new CopiedPair(random, _copiesBegun);
        var rounds = Math.Max(2, KillPlan.Rounds / 6);
        for (var round = 0; round < rounds; round++)
        {
            await using var vio = await StartAsync(folder);
            if (round == 0)
                await CopiedPair.MakeAsync(async command => (await vio.PbmAsync(command.Split(' '))).MustSucceed().Output);
            else
                await CheckAsync(vio, pair, round);
            var kill = _copiesBegun.Expect(random.Next(1, 12));
            var copying = pair.RunAsync(
                vio.Url("lu1", round % 2 == 0 ? "vios1" : "vios2"), vio.Url("lu1", round % 3 == 0 ? "vios2" : "vios1"), () => true);
            await Task.WhenAny(kill, copying);
            await SpinAsync(random);
            await vio.KillAsync();
            await copying;
        }

        await using var last = await StartAsync(folder);
        await CheckAsync(last, pair, rounds);
        var known = pair.Copies;
        var shared = await pair.CopyNewAsync(last.Url("lu1", "vios1"), last.Url("lu1", "vios2"));
        await pair.CheckAsync(last.Url("lu1", "vios2"), last.Url("lu1", "vios1"));
        var (_, units, pool) = Count((await last.PbmAsync(Check.Split(' '))).MustSucceed().Output);
        Assert.True(units - pool >= shared, $"{units} chunks of the units are {pool} of the pool");
        Assert.Equal(0, await last.StopAsync());
        output.WriteLine($"Seed {KillPlan.Seed}: {rounds} kills, {known} acknowledged copies.");
    }

    [LongFact]
    [Trait("Req", "IO-1")]
    [Trait("Req", "STO-6")]
    [Trait("Req", "SYS-4")]
    public async Task Copies_by_reference_hold_when_one_process_of_a_cluster_is_killed()
    {
        await using var cluster = await Topology.StartAsync();
        var random = new Random(KillPlan.Seed);
        var pair = new CopiedPair(random, _copiesBegun);
        await CopiedPair.MakeAsync(command => cluster.PbmAsync("management1", command));
        for (var round = 0; round < KillPlan.Rounds; round++)
        {
            // The one that copies, one that has the chunks mapped, and in turn each of those that may have the units.
            var victim = new[] { "vios1", "vios2", "management1", "vios1", "cec1", "cec2" }[round % 6];
            var (isOver, kill) = (false, _copiesBegun.Expect(random.Next(1, 12)));
            var copying = pair.RunAsync(
                await cluster.UrlAsync("vios2", "client1"), await cluster.UrlAsync("vios1", "client1"), () => !Volatile.Read(ref isOver));
            await Task.WhenAny(kill, copying);
            await SpinAsync(random);
            var goesOn = _copiesBegun.Expect(2);
            await cluster.KillAsync(victim);
            await Task.WhenAny(goesOn, copying);
            Volatile.Write(ref isOver, true);
            await copying;

            var left = victim == "vios1" ? "vios2" : "vios1";
            var outcome = await pair.CheckAsync(await cluster.UrlAsync(left, "client1"));
            output.WriteLine($"round {round}, {victim}: {outcome}");
            await cluster.StartMissingAsync();
            await pair.CheckAsync(await cluster.UrlAsync("vios1", "client1"), await cluster.UrlAsync("vios2", "client1"));
            await cluster.SeesAsync("management1", Check, said => Count(said).IsClean);
        }

        output.WriteLine($"Seed {KillPlan.Seed}: {KillPlan.Rounds} kills, {pair.Copies} acknowledged copies.");
    }

    private static Task<VioProcess> StartAsync(TemporaryFolder folder) =>
        VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off");

    private static async Task SpinAsync(Random random)
    {
        for (var spin = random.Next(60000); spin > 0; spin--)
            await Task.Yield();
    }

    /// <summary>Chunks of the units, each of theirs counted, and chunks of the pool that are in use.</summary>
    private static (bool IsClean, long Units, long Pool) Count(string said)
    {
        var rows = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(row => row.Split('|'))
            .ToList();
        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
        return rows.TrueForAll(row => row[0] == "OK")
            ? (true, rows.Skip(1).Sum(row => Number(row[1])), Number(rows[0][1]))
            : (false, 0, 0);
    }

    private async Task CheckAsync(VioProcess vio, CopiedPair pair, int round)
    {
        var outcome = await pair.CheckAsync(vio.Url("lu1", "vios1"), vio.Url("lu1", "vios2"));
        output.WriteLine($"after kill {round}: {outcome}");
        var said = (await vio.PbmAsync(Check.Split(' '))).MustSucceed().Output;
        Assert.True(Count(said).IsClean, $"Seed {KillPlan.Seed}, after kill {round}:\n{said}");
    }

    /// <summary>Runs when VIOACTORS_KILL_COPIES is 1.</summary>
    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_KILL_COPIES") == "1"
            ? null
            : "It takes minutes; set VIOACTORS_KILL_COPIES=1 to run it.";
    }
}
