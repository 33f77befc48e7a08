using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Snapshots by command, under a real initiator, read back through the other VIOS (STO-3).</summary>
[Trait("Req", "STO-3")]
public sealed class SnapshotTests(DevSystem system) : IClassFixture<DevSystem>
{
    [Fact]
    public async Task A_unit_that_is_rolled_back_has_the_bytes_of_the_snapshot_through_every_VIOS()
    {
        var (one, two) = (system.Vio.Url("lu1", "vios1"), system.Vio.Url("lu1", "vios2"));
        await RunAsync("write -f -P 0x31 0 3M", one);
        (await system.Vio.PbmAsync("snapshot", "create", "-lu", "lu1", "-name", "before")).MustSucceed();
        await using (var session = await QemuIo.OpenAsync(one))
        {
            Assert.StartsWith("wrote", await session.ExecuteAsync("write -f -P 0x32 1M 64k"), StringComparison.Ordinal);
            var refused = await system.Vio.PbmAsync("snapshot", "rollback", "-lu", "lu1", "-name", "before");
            Assert.NotEqual(0, refused.ExitCode);
        }

        await RunAsync("read -P 0x31 0 1M", two);
        await RunAsync("read -P 0x32 1M 64k", two);
        Assert.Equal(["lu1|before"], await RowsAsync("snapshot", "list", "-lu", "lu1", "-fmt", "|", "-field", "lu,name"));

        (await system.Vio.PbmAsync("snapshot", "rollback", "-lu", "lu1", "-name", "before", "-force", "yes")).MustSucceed();

        await RunAsync("read -P 0x31 0 3M", two);
        await RunAsync("read -P 0x31 0 3M", one);
        (await system.Vio.PbmAsync("snapshot", "remove", "-lu", "lu1", "-name", "before")).MustSucceed();
        await RunAsync("read -P 0x31 0 3M", two);
        Assert.Empty(await RowsAsync("snapshot", "list", "-fmt", "|", "-field", "lu,name"));
        Assert.All(await RowsAsync("pool", "check", "-fmt", "|", "-field", "verdict"), verdict => Assert.Equal("OK", verdict));
    }

    private async Task<string[]> RowsAsync(params string[] words) =>
        Installation.Rows((await system.Vio.PbmAsync(words)).MustSucceed().Output);

    private static async Task RunAsync(string command, string url)
    {
        var done = (await Tool.RunAsync("qemu-io", "-f", "raw", "-c", command, url)).MustSucceed();
        Assert.DoesNotContain("Pattern verification failed", done.Output, StringComparison.Ordinal);
    }
}
