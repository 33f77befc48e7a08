using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// SIGKILL of the product while snapshots are taken, cloned and deleted under writing initiators: no acknowledged byte is lost, a snapshot
/// that was told as taken has the bytes of its moment, and every chunk has one owner.
/// </summary>
public sealed class SnapshotKillTests(ITestOutputHelper output)
{
    private const int SectorsOfMebibyte = (1 << 20) / SectorRange.SectorBytes;
    private const int AreaMebibytes = 24;
    private const int KeptMebibytes = 4;

    [LongFact]
    [Trait("Req", "STO-3")]
    public async Task Snapshots_and_bytes_hold_over_kills()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(KillPlan.Seed);
        var acknowledgements = new Countdown();
        var ledger = new SectorLedger(AreaMebibytes * SectorsOfMebibyte);
        var writer = new AcknowledgedWriter("lu1", ledger, new WriteRegion(192, 1, 0), new Random(random.Next()), acknowledgements);
        await KeepAsync(folder);

        var rounds = Math.Max(2, KillPlan.Rounds / 4);
        var (taken, window) = (0, new SectorRange(0, AreaMebibytes * SectorsOfMebibyte));
        for (var round = 0; round < rounds; round++)
        {
            await using var vio = await VioProcess.StartAsync(folder.File("data"));
            await CheckAsync(vio, ledger, round);
            var kill = acknowledgements.Expect(random.Next(20, 200));
            await using var qemu = await QemuIo.OpenAsync(vio.Url("lu1", "vios1"));
            var writing = writer.RunAsync(qemu, window);
            var snapshots = SnapshotsAsync(vio, round, kill);
            await Task.WhenAny(kill, writing);
            await vio.KillAsync();
            qemu.Kill();
            await writing;
            taken += await snapshots;
        }

        await using var last = await VioProcess.StartAsync(folder.File("data"));
        await CheckAsync(last, ledger, rounds);
        (await last.PbmAsync("lu", "clone", "-snapshot", "lu2@kept", "-name", "copy")).MustSucceed();
        (await last.PbmAsync("snapshot", "rollback", "-lu", "lu2", "-name", "kept", "-force")).MustSucceed();
        var kept = await ReadAsync(last, "lu2", "vios2", KeptMebibytes);
        Assert.All(kept, value => Assert.Equal(0x5A, value));
        Assert.Equal(0, await last.StopAsync());
        output.WriteLine($"Seed {KillPlan.Seed}: {rounds} kills, {writer.Acknowledged} acknowledged writes, {taken} snapshots told.");
        Assert.True(writer.Acknowledged > rounds);
    }

    /// <summary>A snapshot of the second LU from before the first kill; its bytes are overwritten afterwards.</summary>
    private static async Task KeepAsync(TemporaryFolder folder)
    {
        await using var vio = await VioProcess.StartAsync(folder.File("data"));
        await WriteAsync(vio, "0x5A");
        (await vio.PbmAsync("snapshot", "create", "-lu", "lu2", "-name", "kept")).MustSucceed();
        await WriteAsync(vio, "0xA5");
        await vio.KillAsync();
    }

    private static async Task WriteAsync(VioProcess vio, string pattern) => (await Tool.RunAsync(
        "qemu-io", "-f", "raw", "-c", $"write -P {pattern} 0 {KeptMebibytes}M", "-c", "flush", vio.Url("lu2", "vios1"))).MustSucceed();

    /// <summary>Takes and deletes until the kill; the command that it cuts off may have been done or not.</summary>
    private static async Task<int> SnapshotsAsync(VioProcess vio, int round, Task kill)
    {
        var taken = 0;
        for (var number = 0; !kill.IsCompleted; number++)
        {
            var made = await vio.PbmAsync("snapshot", "create", "-lu", "lu1,lu2", "-name", $"r{round}n{number}");
            if (made.ExitCode != 0)
                break;
            taken++;
            if (number % 3 == 2)
                await vio.PbmAsync("lu", "clone", "-snapshot", $"lu1@r{round}n{number}", "-name", $"clone{round}n{number}");
            if (number % 2 == 1)
                await vio.PbmAsync("snapshot", "remove", "-lu", "lu1", "-name", $"r{round}n{number}");
        }

        return taken;
    }

    private static async Task CheckAsync(VioProcess vio, SectorLedger ledger, int round)
    {
        var states = (await vio.PbmAsync("pool", "check", "-repair", "-fmt", "|", "-field", "verdict")).MustSucceed().Output;
        Assert.All(
            states.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            state => Assert.True(state is "OK" or "REPAIRED" or "BUSY", $"Seed {KillPlan.Seed}, after kill {round}: {state}."));
        if (ledger.End == 0)
            return;
        var mebibytes = (ledger.End + SectorsOfMebibyte - 1) / SectorsOfMebibyte;
        var problem = ledger.Check(await ReadAsync(vio, "lu1", round % 2 == 0 ? "vios2" : "vios1", (int)mebibytes));
        Assert.True(problem is null, $"Seed {KillPlan.Seed}, after kill {round}: {problem}.");
    }

    private static async Task<byte[]> ReadAsync(VioProcess vio, string lu, string vios, int mebibytes)
    {
        using var folder = new TemporaryFolder();
        var copy = folder.File("copy");
        string[] read = ["dd", "-f", "raw", "-O", "raw", "bs=1M", $"count={mebibytes}", $"if={vio.Url(lu, vios)}", $"of={copy}"];
        (await Tool.RunAsync("qemu-img", read)).MustSucceed();
        return await File.ReadAllBytesAsync(copy);
    }

    /// <summary>Runs when VIOACTORS_KILL_SNAPSHOTS is 1.</summary>
    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_KILL_SNAPSHOTS") == "1"
            ? null
            : "It takes minutes; set VIOACTORS_KILL_SNAPSHOTS=1 to run it.";
    }
}
