using System.Globalization;
using VioActors.Interop.Tests.Processes;
using Xunit.Abstractions;

namespace VioActors.Interop.Tests.Kills;

/// <summary>SIGKILL of the product while a volume is replaced: the next start goes on with it by itself, and no byte is lost.</summary>
public sealed class ReplaceKillTests(ITestOutputHelper output)
{
    private const int Mebibytes = 192;
    private const int StepMebibytes = 16;
    private const int KillCount = 2;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("Req", "STO-10")]
    public async Task A_replacement_that_is_killed_is_finished_without_a_command_and_the_bytes_are_the_same()
    {
        using var folder = new TemporaryFolder();
        string old, path;
        await using (var vio = await VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off"))
        {
            await WriteAsync(vio);
            var fullest = (await VolumesAsync(vio)).MaxBy(volume => volume.UsedBytes)!;
            (old, path) = (fullest.Name, fullest.Path);
            var replacing = vio.PbmAsync(
                "pool", "replace", "-pv", old, "-with", "fresh", "-path", folder.File("fresh.img"), "-size", "1G");
            var now = await UntilAsync(vio, replacing, volumes =>
                volumes.Find(volume => volume.Name == old) is not { } left || left.UsedBytes < fullest.UsedBytes);
            await vio.KillAsync();
            await replacing;
            output.WriteLine($"Killed with {now.Find(volume => volume.Name == old)?.UsedBytes ?? 0} of {fullest.UsedBytes} bytes left.");
        }

        for (var kill = 1; kill < KillCount; kill++)
        {
            await using var vio = await VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off");
            await vio.KillAsync();
        }

        await using (var vio = await VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off"))
        {
            await UntilAsync(vio, null, volumes => volumes.TrueForAll(volume => volume.Name != old));
            File.Delete(path);
            await CheckAsync(vio, "vios1");
            var verdicts = (await vio.PbmAsync("pool", "check", "-repair", "-fmt", "|", "-field", "verdict")).MustSucceed().Output;
            Assert.All(
                verdicts.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                verdict => Assert.True(verdict is "OK" or "REPAIRED", verdict));
            Assert.Equal(0, await vio.StopAsync());
        }

        await using (var vio = await VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off"))
        {
            await CheckAsync(vio, "vios2");
            Assert.Equal(0, await vio.StopAsync());
        }
    }

    private static async Task WriteAsync(VioProcess vio)
    {
        await using var qemu = await QemuIo.OpenAsync(vio.Url("lu1", "vios1"));
        for (var at = 0; at < Mebibytes; at += StepMebibytes)
        {
            Assert.StartsWith(
                "wrote", await qemu.ExecuteAsync($"write -P 0x{PatternAt(at):x2} {at}M {StepMebibytes}M"), StringComparison.Ordinal);
        }

        Assert.Equal("", await qemu.ExecuteAsync("flush"));
    }

    private static async Task CheckAsync(VioProcess vio, string vios)
    {
        await using var qemu = await QemuIo.OpenAsync(vio.Url("lu1", vios));
        for (var at = 0; at < Mebibytes; at += StepMebibytes)
        {
            Assert.StartsWith(
                "read", await qemu.ExecuteAsync($"read -P 0x{PatternAt(at):x2} {at}M {StepMebibytes}M"), StringComparison.Ordinal);
        }
    }

    private static int PatternAt(int mebibyte) => 1 + (mebibyte / StepMebibytes);

    /// <summary>Looks until it is so; ends as well when the command that does it has ended.</summary>
    private static async Task<List<Volume>> UntilAsync(VioProcess vio, Task? command, Func<List<Volume>, bool> isReached)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        using var timer = new PeriodicTimer(LookInterval);
        var volumes = await VolumesAsync(vio);
        while (!isReached(volumes) && command is not { IsCompleted: true })
        {
            await timer.WaitForNextTickAsync(limit.Token);
            volumes = await VolumesAsync(vio);
        }

        return volumes;
    }

    private static async Task<List<Volume>> VolumesAsync(VioProcess vio)
    {
        var rows = (await vio.PbmAsync("pool", "pv", "-fmt", "|", "-field", "name,used,path")).MustSucceed().Output;
        return [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(row => row.Split('|'))
            .Select(row => new Volume(row[0], long.Parse(row[1], CultureInfo.InvariantCulture), row[2]))];
    }

    private sealed record Volume(string Name, long UsedBytes, string Path);
}
