using System.Security.Cryptography;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>An ISO file becomes a medium of the pool, which real initiators read in a drive through any VIOS.</summary>
public sealed class OpticalTests : IDisposable
{
    private const int SectorBytes = 2048;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Req", "IO-1")]
    public async Task A_medium_is_read_back_through_every_VIOS_also_after_a_kill_and_is_gone_when_unloaded()
    {
        var iso = _folder.File("disc.iso");
        await File.WriteAllBytesAsync(iso, RandomNumberGenerator.GetBytes(1777 * SectorBytes));
        string[] settings = ["vio-actors.lpar.rate=0"];
        var vio = await VioProcess.StartAsync(_folder.File("data"), settings);
        try
        {
            await DoAsync(vio, "optical", "import", "-n", "vios1", "-file", iso, "-name", "disc");
            await DoAsync(vio, "optical", "create", "-drive", "cd");
            foreach (var name in new[] { "vios1", "vios2" })
            {
                var rows = Installation.Rows(await DoAsync(vio, "vios", "map", "-n", name, "-fmt", "|"));
                var adapter = rows.Single(row => row.Contains("|lu1|", StringComparison.Ordinal)).Split('|')[0];
                await DoAsync(vio, "mapping", "create", "-n", name, "-vadapter", adapter, "-lu", "cd", "-lun", "7");
            }

            await DoAsync(vio, "optical", "load", "-drive", "cd", "-medium", "disc");
            Assert.Contains("Peripheral Device Type:MMC", (await Tool.RunAsync("iscsi-inq", Url(vio, "vios1"))).MustSucceed().Output);
            await ReadsAsync(vio, iso);
            var refused = await vio.PbmAsync("optical", "remove", "-name", "disc");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("is in drive cd", refused.Output);

            await vio.KillAsync();
            await vio.DisposeAsync();
            vio = await VioProcess.StartAsync(_folder.File("data"), settings);
            Assert.Contains("|disc|LOADED|", $"|{(await DoAsync(vio, "optical", "list", "-fmt", "|")).Trim()}|");
            await ReadsAsync(vio, iso);

            await DoAsync(vio, "optical", "unload", "-drive", "cd");
            Assert.NotEqual(0, (await Tool.RunAsync("qemu-img", "info", Url(vio, "vios2"))).ExitCode);
            await DoAsync(vio, "optical", "remove", "-name", "disc");
            Assert.DoesNotContain("disc", await DoAsync(vio, "optical", "media"));
        }
        finally
        {
            await vio.DisposeAsync();
        }
    }

    private static string Url(VioProcess vio, string name)
    {
        var first = vio.Url("lu1", name);
        return $"{first[..first.LastIndexOf('/')]}/7";
    }

    private async Task ReadsAsync(VioProcess vio, string iso)
    {
        foreach (var name in new[] { "vios1", "vios2" })
        {
            var back = _folder.File($"{name}.back");
            (await Tool.RunAsync("qemu-img", "convert", "-f", "raw", "-O", "raw", Url(vio, name), back)).MustSucceed();
            Assert.Equal(await File.ReadAllBytesAsync(iso), await File.ReadAllBytesAsync(back));
        }
    }

    private static async Task<string> DoAsync(VioProcess vio, params string[] words) =>
        (await vio.PbmAsync(words)).MustSucceed().Output;
}
