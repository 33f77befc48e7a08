using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>Loss of one VIOS's physical path, as initiators without multipath see it.</summary>
public sealed class FabricTests(DevSystem system) : IClassFixture<DevSystem>
{
    private const string PathIsUp = "Physical path vios1-fabric0 is Up";
    private const string PathIsDown = "Physical path vios1-fabric0 is Down";

    [Fact]
    [Trait("Req", "RED-4")]
    public async Task Writing_through_the_other_VIOS_goes_on_without_an_error()
    {
        await using var session = await QemuIo.OpenAsync(system.Vio.Url("lu1", "vios2"));
        using var enough = new CancellationTokenSource();
        var writing = WriteUntilAsync(session, enough.Token);
        var down = system.Vio.LineAsync(PathIsDown);
        var up = system.Vio.LineAsync(PathIsUp);

        (await system.Vio.PbmAsync("fabric", "cut", "-n", "vios1")).MustSucceed();
        await down;
        (await system.Vio.PbmAsync("fabric", "restore", "-n", "vios1")).MustSucceed();
        await up;
        await enough.CancelAsync();
        var (count, last) = await writing;

        Assert.True(count > 2, $"Only {count} writes were made.");
        Assert.StartsWith("read", await session.ExecuteAsync($"read -P 0x{last:x2} 0 64k"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "RED-2")]
    [Trait("Req", "RED-8")]
    public async Task Through_the_cut_VIOS_the_same_session_goes_on_and_every_VIOS_sees_what_it_wrote()
    {
        var url = system.Vio.Url("lu2", "vios1");
        var other = system.Vio.Url("lu2", "vios2");
        await using var session = await QemuIo.OpenAsync(url);
        Assert.StartsWith("wrote", await session.ExecuteAsync("write -f -P 0x21 1M 64k"), StringComparison.Ordinal);
        var down = system.Vio.LineAsync(PathIsDown);
        var up = system.Vio.LineAsync(PathIsUp);

        (await system.Vio.PbmAsync("fabric", "cut", "-n", "vios1")).MustSucceed();
        await down;
        Assert.StartsWith("wrote", await session.ExecuteAsync("write -f -P 0x22 1M 64k"), StringComparison.Ordinal);
        Assert.StartsWith("read", await session.ExecuteAsync("read -P 0x22 1M 64k"), StringComparison.Ordinal);
        (await Tool.RunAsync("iscsi-readcapacity16", url)).MustSucceed();
        var through2 = (await Tool.RunAsync("qemu-io", "-f", "raw", "-c", "read -P 0x22 1M 64k", other)).MustSucceed();
        Assert.DoesNotContain("Pattern verification failed", through2.Output, StringComparison.Ordinal);
        (await system.Vio.PbmAsync("fabric", "restore", "-n", "vios1")).MustSucceed();
        await up;

        Assert.StartsWith("wrote", await session.ExecuteAsync("write -f -P 0x23 1M 64k"), StringComparison.Ordinal);
        Assert.StartsWith("read", await session.ExecuteAsync("read -P 0x23 1M 64k"), StringComparison.Ordinal);
    }

    private static async Task<(int Count, int Last)> WriteUntilAsync(QemuIo session, CancellationToken enough)
    {
        var count = 0;
        while (true)
        {
            var last = (count % 255) + 1;
            var answer = await session.ExecuteAsync($"write -f -P 0x{last:x2} 0 64k");
            Assert.StartsWith("wrote 65536/65536 bytes", answer, StringComparison.Ordinal);
            count++;
            if (enough.IsCancellationRequested)
                return (count, last);
        }
    }
}
