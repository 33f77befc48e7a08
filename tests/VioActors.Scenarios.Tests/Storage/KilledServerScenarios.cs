using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Storage.Tests.Nbd;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>Real NBD servers below a pool in use, killed (SIGKILL) and started again.</summary>
[Trait("Req", "STO-10")]
[Trait("Req", "STO-6")]
public sealed class KilledServerScenarios
{
    private const int KillCount = 3;
    private const int LuSectors = (4 << 20) / SectorBook.SectorBytes;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_LoadThroughTwoVioses_When_TheServerIsKilledAndComesBack_Then_IoGoesOnByItselfAndNothingIsLost(bool isQemu)
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off", "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]");
        using var server = await StartAsync(rig.Folder, isQemu);
        await using var pbm = await ConnectAsync(rig);
        await RunAsync(pbm, $"pool add -pv n1 -path {server.Address}");
        await RunAsync(pbm, "pool drain -pv pv1");
        await RunAsync(pbm, "pool remove -pv pv1");

        var book = new SectorBook(LuSectors);
        var (stamp, isOver, done) = (0, false, new SemaphoreSlim(0));
        var workers = new List<Task>();
        for (var vios = 1; vios <= 2; vios++)
        {
            var (initiator, lun) = await rig.LoginAsync($"vios{vios}", "lu1");
            var worker = new SectorWorker(
                book, initiator, lun, vios - 1, new Random(vios), () => done.Release(), () => Interlocked.Increment(ref stamp));
            workers.Add(Task.Run(() => worker.RunAsync(() => Volatile.Read(ref isOver))));
        }

        for (var kill = 0; kill <= KillCount; kill++)
        {
            for (var count = 0; count < 60; count++)
                await await Task.WhenAny([done.WaitAsync(), .. workers]);
            if (kill == KillCount)
                break;
            server.Kill();
            await server.RestartAsync();
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(workers);
        for (var vios = 1; vios <= 2; vios++)
        {
            var (initiator, lun) = await rig.LoginAsync($"vios{vios}", "lu1", 7);
            var problem = book.Check(0, await initiator.ReadAsync(lun, 0, LuSectors * SectorBook.SectorBytes));
            Assert.True(problem is null, $"Through vios{vios}: {problem}.");
        }

        await CommandScenarios.AssertSoundAsync(pbm);
    }

    private static Task<NbdServer> StartAsync(string folder, bool isQemu)
    {
        var (image, socket) = (Path.Combine(folder, "image"), Path.Combine(folder, "socket"));
        using (var file = File.Create(image))
            file.SetLength(16 << 20);
        return isQemu ? NbdServer.StartQemuAsync(socket, image, "--shared=0") : NbdServer.StartNbdkitAsync(socket, "file", image);
    }
}
