using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Ctrl+C and a start on the same data folder.</summary>
public sealed class RestartTests
{
    [Fact]
    [Trait("Req", "SYS-4")]
    public async Task Ctrl_C_with_an_open_session_ends_in_order_and_the_next_start_finds_everything_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        Installation before;

        // A VIOS that is slow to answer on a busy host would be warned of.
        await using (var vio = await VioProcess.StartAsync(data, "vio-actors.phyp.heartbeat-misses-max=10000"))
        {
            before = await Installation.ReadAsync(vio);
            await using var session = await QemuIo.OpenAsync(vio.Url("lu1", "vios1"));
            Assert.StartsWith("wrote", await session.ExecuteAsync("write -P 0x77 5120 3M"), StringComparison.Ordinal);
            Assert.Equal("", await session.ExecuteAsync("flush"));
            Assert.StartsWith("wrote", await session.ExecuteAsync("write -P 0x78 1G 4k"), StringComparison.Ordinal);

            Assert.Equal(0, await vio.StopAsync());

            Assert.EndsWith("Stopped.\n", vio.Output, StringComparison.Ordinal);
            var troubles = vio.Output.Split('\n').Where(line => line.StartsWith("[ERROR]") || line.StartsWith("[WARNING]"));
            Assert.Equal("", string.Join('\n', troubles));
        }

        await using (var vio = await VioProcess.StartAsync(data, "vio-actors.lpar.rate=0"))
        {
            Assert.Equal(before, await Installation.ReadAsync(vio));
            var usage = (await vio.PbmAsync("lu", "usage", "-lu", "lu1", "-fmt", "|", "-field", "kind")).MustSucceed();
            Assert.Equal(["MAPPED", "MAPPED"], Installation.Rows(usage.Output));
            await using var session = await QemuIo.OpenAsync(vio.Url("lu1", "vios2"));
            Assert.StartsWith("read", await session.ExecuteAsync("read -P 0x77 5120 3M"), StringComparison.Ordinal);
            Assert.StartsWith("read", await session.ExecuteAsync("read -P 0x78 1G 4k"), StringComparison.Ordinal);
            Assert.Equal(0, await vio.StopAsync());
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var vio = await VioProcess.StartAsync(folder.File("data"), "vio-actors.lpar.enabled=off");
        await using var second = VioProcess.Launch(folder.File("data"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(second.ReadyAsync);

        Assert.Contains("vio ended with 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
    }
}
