using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>SIGKILL of the product while real initiators write: what was acknowledged and flushed is there when it runs again.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int SectorsOfMebibyte = (1 << 20) / SectorRange.SectorBytes;
    private const int WindowMebibytes = 32;
    private const int AreaMebibytes = 512;

    [Fact]
    [Trait("Req", "STO-6")]
    [Trait("Req", "IO-4")]
    public async Task What_was_acknowledged_and_flushed_is_read_through_the_other_VIOS_after_each_kill()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(KillPlan.Seed);
        var acknowledgements = new Countdown();
        var (lu1, lu2) = (new SectorLedger(AreaMebibytes * SectorsOfMebibyte), new SectorLedger(AreaMebibytes * SectorsOfMebibyte));
        AcknowledgedWriter Writer(string name, SectorLedger ledger, WriteRegion region) =>
            new(name, ledger, region, new Random(random.Next()), acknowledgements);
        (string Lu, string Vios, AcknowledgedWriter Writer)[] writers =
        [
            ("lu1", "vios1", Writer("lu1 through vios1", lu1, new WriteRegion(192, 2, 0))),
            ("lu1", "vios2", Writer("lu1 through vios2", lu1, new WriteRegion(192, 2, 1))),
            ("lu2", "vios2", Writer("lu2 through vios2", lu2, new WriteRegion(3 * SectorsOfMebibyte, 1, 0))),
        ];

        for (var round = 0; round < KillPlan.Rounds; round++)
        {
            await using var vio = await VioProcess.StartAsync(folder.File("data"));
            await CheckAsync(vio, lu1, "lu1", round % 2 == 0 ? "vios2" : "vios1", round);
            await CheckAsync(vio, lu2, "lu2", "vios1", round);

            // Half of the kills come early, while most writes are the first to their chunk.
            var kill = acknowledgements.Expect(random.Next(1, random.Next(2) == 0 ? 20 : 300));
            var window = WindowOf(round);
            var running = new List<(QemuIo Qemu, Task Writing)>();
            foreach (var (lu, vios, writer) in writers)
            {
                var qemu = await QemuIo.OpenAsync(vio.Url(lu, vios));
                running.Add((qemu, writer.RunAsync(qemu, window)));
            }

            await Task.WhenAny([kill, .. running.Select(one => one.Writing)]);
            await vio.KillAsync();
            foreach (var (qemu, _) in running)
                qemu.Kill();
            foreach (var (qemu, writing) in running)
            {
                await writing;
                await qemu.DisposeAsync();
            }
        }

        await using (var vio = await VioProcess.StartAsync(folder.File("data")))
        {
            await CheckAsync(vio, lu1, "lu1", "vios1", KillPlan.Rounds);
            await CheckAsync(vio, lu2, "lu2", "vios1", KillPlan.Rounds);
            Assert.Equal(0, await vio.StopAsync());
        }

        var acknowledged = writers.Sum(one => one.Writer.Acknowledged);
        output.WriteLine($"Seed {KillPlan.Seed}: {KillPlan.Rounds} kills, {acknowledged} acknowledged writes and flushes.");
        Assert.True(acknowledged > KillPlan.Rounds);
    }

    /// <summary>The windows overlap, so that each round writes to chunks that are there already and to new ones.</summary>
    private static SectorRange WindowOf(int round)
    {
        const int Step = WindowMebibytes / 2;
        var first = round * Step % (AreaMebibytes - WindowMebibytes + Step);
        return new SectorRange(first * SectorsOfMebibyte, WindowMebibytes * SectorsOfMebibyte);
    }

    private static async Task CheckAsync(VioProcess vio, SectorLedger ledger, string lu, string vios, int round)
    {
        if (ledger.End == 0)
            return;
        using var folder = new TemporaryFolder();
        var mebibytes = (ledger.End + SectorsOfMebibyte - 1) / SectorsOfMebibyte;
        var copy = folder.File("copy");
        string[] read = ["dd", "-f", "raw", "-O", "raw", "bs=1M", $"count={mebibytes}", $"if={vio.Url(lu, vios)}", $"of={copy}"];
        (await Tool.RunAsync("qemu-img", read)).MustSucceed();
        var problem = ledger.Check(await File.ReadAllBytesAsync(copy));
        Assert.True(problem is null, $"Seed {KillPlan.Seed}, after kill {round}, {lu} through {vios}: {problem}.");
    }
}
