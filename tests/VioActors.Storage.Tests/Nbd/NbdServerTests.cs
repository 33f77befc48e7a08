using VioActors.Storage.Devices;
using VioActors.Storage.Nbd;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Tests.Volumes;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Nbd;

/// <summary>Real servers that die, come back, fail, are slow, or are not what they were.</summary>
[Trait("Req", "STO-10")]
public sealed class NbdServerTests : IDisposable
{
    private const int Chunks = 8;
    private static readonly PoolId Pool = new(new Guid("11111111-0000-0000-0000-000000000001"));
    private static readonly NbdOptions Patient = new()
    {
        AnswerLimit = TimeSpan.FromMinutes(2),
        ReconnectLimit = TimeSpan.FromMinutes(2),
        ReconnectPause = TimeSpan.FromMilliseconds(10),
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_is_killed_and_restarted_under_load_costs_no_acknowledged_write(bool qemu)
    {
        var image = NewImage("a");
        using var server = qemu
            ? await NbdServer.StartQemuAsync(_folder.File("s"), image, "--shared=0")
            : await NbdServer.StartNbdkitAsync(_folder.File("s"), "file", image);
        using var volume = await CreateAsync(server);
        const int workers = 4, rounds = 60;
        var begun = new SemaphoreSlim(0);
        var writing = Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < rounds; round++)
            {
                var at = (worker * 2 * Rig.ChunkBytes) + (round % 20 * 4096);
                Assert.Equal(VolumeResult.Ok, await volume.WriteAsync(at, Rig.Pattern(4096, (worker * 1000) + round), false, default));
                begun.Release();
            }
        })).ToList();

        for (var kill = 0; kill < 3; kill++)
        {
            for (var write = 0; write < 20; write++)
                await begun.WaitAsync();
            server.Kill();
            await server.RestartAsync();
        }

        await Task.WhenAll(writing);
        Assert.True((await volume.FlushAsync(default)).IsOk);
        using var again = await OpenAsync(server);
        for (var worker = 0; worker < workers; worker++)
        {
            for (var round = rounds - 20; round < rounds; round++)
            {
                var bytes = new byte[4096];
                Assert.True((await again.ReadAsync((worker * 2 * Rig.ChunkBytes) + (round % 20 * 4096), bytes, default)).IsOk);
                Assert.Equal(Rig.Pattern(4096, (worker * 1000) + round), bytes);
            }
        }
    }

    [Fact]
    public async Task A_server_that_stays_away_is_answered_as_lost_and_used_again_when_it_is_back()
    {
        using var server = await NbdServer.StartNbdkitAsync(_folder.File("s"), "file", NewImage("a"));
        using var volume = await CreateAsync(server, Patient with { ReconnectLimit = TimeSpan.Zero });
        Assert.True((await volume.WriteAsync(0, Rig.Pattern(512, 1), true, default)).IsOk);
        server.Kill();
        Assert.Equal(VolumeStatus.Lost, (await volume.ReadAsync(0, new byte[512], default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.ProbeAsync(default)).Status);

        await server.RestartAsync();
        var probe = await volume.ProbeAsync(default);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (probe.Status == VolumeStatus.Lost)
        {
            await polls.WaitForNextTickAsync();
            probe = await volume.ProbeAsync(default);
        }

        Assert.Equal(VolumeResult.Ok, probe);
        var bytes = new byte[512];
        Assert.True((await volume.ReadAsync(0, bytes, default)).IsOk);
        Assert.Equal(Rig.Pattern(512, 1), bytes);
    }

    [Fact]
    public async Task A_server_that_comes_back_with_another_volume_gets_no_I_O()
    {
        var (one, two) = (NewImage("a"), NewImage("b"));
        using (var other = await NbdServer.StartNbdkitAsync(_folder.File("other"), "file", two))
            (await CreateAsync(other)).Dispose();
        var before = await File.ReadAllBytesAsync(two);
        using var server = await NbdServer.StartNbdkitAsync(_folder.File("s"), "file", one);
        using var volume = await CreateAsync(server, Patient with { ReconnectLimit = TimeSpan.FromMilliseconds(1) });
        server.Kill();
        File.Delete(_folder.File("s"));
        using var swapped = await NbdServer.StartNbdkitAsync(_folder.File("s"), "file", two);

        Assert.Equal(VolumeStatus.Lost, (await volume.WriteAsync(0, Rig.Pattern(4096, 1), false, default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.ZeroAsync(0, Rig.ChunkBytes, default)).Status);
        Assert.Equal(before, await File.ReadAllBytesAsync(two));
    }

    [Theory]
    [InlineData("EIO", VolumeStatus.ReadError, VolumeStatus.WriteError)]
    [InlineData("ENOSPC", VolumeStatus.ReadError, VolumeStatus.NoSpace)]
    public async Task Errors_of_the_server_are_results_and_pass(string error, VolumeStatus ofRead, VolumeStatus ofWrite)
    {
        var trigger = _folder.File("trigger");
        using var server = await NbdServer.StartNbdkitAsync(
            _folder.File("s"), "--filter=error", "file", NewImage("a"), $"error={error}", "error-rate=100%", $"error-file={trigger}");
        using var volume = await CreateAsync(server);
        Assert.True((await volume.WriteAsync(0, Rig.Pattern(4096, 1), false, default)).IsOk);
        await File.WriteAllTextAsync(trigger, "");
        Assert.Equal(error == "ENOSPC" ? ofWrite : ofRead, Either(await volume.ReadAsync(0, new byte[4096], default), error));
        Assert.Equal(ofWrite, (await volume.WriteAsync(0, Rig.Pattern(4096, 2), false, default)).Status);
        Assert.Equal(ofWrite, (await volume.ZeroAsync(0, Rig.ChunkBytes, default)).Status);
        File.Delete(trigger);
        var bytes = new byte[4096];
        Assert.True((await volume.ReadAsync(0, bytes, default)).IsOk);
        Assert.Equal(Rig.Pattern(4096, 1), bytes);

        static VolumeStatus Either(VolumeResult read, string error) => error == "ENOSPC" ? VolumeStatus.NoSpace : read.Status;
    }

    [Fact]
    public async Task A_slow_server_answers_many_at_once()
    {
        using var server = await NbdServer.StartNbdkitAsync(
            _folder.File("s"), "--filter=delay", "memory", "2M", "rdelay=100ms", "wdelay=100ms");
        using var device = await NbdDevice.ConnectAsync(server.Address, Patient, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            Assert.True((await device.WriteAsync(i * 4096, Rig.Pattern(4096, i), false, default)).IsOk);
            var bytes = new byte[4096];
            Assert.True((await device.ReadAsync(i * 4096, bytes, default)).IsOk);
            Assert.Equal(Rig.Pattern(4096, i), bytes);
        }));
    }

    [Fact]
    public async Task Trimmed_space_goes_back_and_zeroed_space_reads_as_zero()
    {
        using var server = await NbdServer.StartNbdkitAsync(_folder.File("s"), "memory", "8M");
        using var device = await NbdDevice.ConnectAsync(server.Address, Patient, TimeProvider.System);
        Assert.True((await device.WriteAsync(0, Rig.Pattern(3 << 20, 1), false, default)).IsOk);
        Assert.True((await device.TrimAsync(0, 1 << 20, default)).IsOk);
        Assert.True((await device.ZeroAsync(1 << 20, 1 << 20, default)).IsOk);
        var bytes = new byte[1 << 20];
        Assert.True((await device.ReadAsync(1 << 20, bytes, default)).IsOk);
        Assert.Equal(new byte[1 << 20], bytes);
        Assert.True((await device.ReadAsync(2 << 20, bytes, default)).IsOk);
        Assert.Equal(Rig.Pattern(3 << 20, 1)[(2 << 20)..], bytes);
    }

    [Fact]
    public async Task What_a_pool_cannot_use_is_refused_by_name()
    {
        var image = NewImage("a");
        using var single = await NbdServer.StartQemuAsync(_folder.File("s1"), image, "--shared=1");
        using var readOnly = await NbdServer.StartNbdkitAsync(_folder.File("s2"), "--readonly", "file", image);
        using var other = await NbdServer.StartQemuAsync(_folder.File("s3"), image, "--shared=0", "--export-name=disk1");
        Assert.Contains("CAN_MULTI_CONN", await RefusalAsync(single.Address));
        Assert.Contains("read-only", await RefusalAsync(readOnly.Address));
        Assert.Contains("no export 'disk2'", await RefusalAsync(other.Address with { Export = "disk2" }));
        Assert.Contains(_folder.File("nothing"), await RefusalAsync(NbdAddress.Parse($"nbd+unix:///?socket={_folder.File("nothing")}")));
        using var named = await NbdDevice.ConnectAsync(other.Address with { Export = "disk1" }, null, TimeProvider.System);
        Assert.Equal(new FileInfo(image).Length, named.LengthBytes);
    }

    private static async Task<string> RefusalAsync(NbdAddress address) =>
        (await Assert.ThrowsAsync<IOException>(() => NbdDevice.ConnectAsync(address, null, TimeProvider.System))).Message;

    private static async Task<DevicePhysicalVolume> CreateAsync(NbdServer server, NbdOptions? options = null) =>
        (await DevicePhysicalVolume.CreateAsync(
            await NbdDevice.ConnectAsync(server.Address, options ?? Patient, TimeProvider.System),
            "the export", new PvId(Guid.NewGuid()), Pool, Rig.Chunk)).Require();

    private static async Task<DevicePhysicalVolume> OpenAsync(NbdServer server) =>
        (await DevicePhysicalVolume.OpenAsync(
            await NbdDevice.ConnectAsync(server.Address, Patient, TimeProvider.System),
            "the export", VolumeOpenMode.Data, new VolumeExpectation(Pool: Pool))).Require();

    private string NewImage(string name)
    {
        using var file = File.Create(_folder.File(name));
        file.SetLength(VolumeHeader.AreaBytes + (Chunks * Rig.ChunkBytes));
        return file.Name;
    }
}
