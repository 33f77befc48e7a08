using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Storage;

[Trait("Req", "STO-3")]
public sealed class CloneScenarios
{
    private const int Size = 8 * DevRig.ChunkSizeBytes;
    private static readonly string[] NoGuest = ["vio-actors.lpar.enabled = off"];
    private static readonly LuName Monday = LuName.Parse("monday");

    [Fact]
    public async Task Given_TwoVIOSes_When_SourceAndCloneAreWrittenThroughBoth_Then_EachHasItsOwnBytesInAnyOrderOfDeletion()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (one, lun) = await rig.LoginAsync("vios1", "lu1");
        var source = await rig.LuAsync("lu1");
        var original = TestInitiator.Pattern(1, Size);
        await WriteAsync(one, lun, 0, original);
        await rig.AskAsync<Ok>(new TakeSnapshot(source, Monday));
        var clone = await CloneAsync(rig, "clone", source, Monday);
        var (cloneOne, cloneTwo) = (await UseAsync(rig, "vios1", "clone", clone), await UseAsync(rig, "vios2", "clone", clone));
        Assert.Equal(original, await cloneTwo.Initiator.ReadAsync(cloneTwo.Lun, 0, Size));

        // Small writes beside each other: each keeps what is around it.
        var (ofSource, ofClone) = (original.ToArray(), original.ToArray());
        for (var write = 0; write < 6; write++)
        {
            var at = (write * DevRig.ChunkSizeBytes) + (1024 * write);
            await PutAsync(ofSource, (one, lun), at, 100 + write);
            await PutAsync(ofClone, write % 2 == 0 ? cloneOne : cloneTwo, at + 512, 200 + write);
        }

        Assert.Equal(ofSource, await one.ReadAsync(lun, 0, Size));
        foreach (var (initiator, cloneLun) in new[] { cloneOne, cloneTwo })
            Assert.Equal(ofClone, await initiator.ReadAsync(cloneLun, 0, Size));
        await CheckAsync(rig);

        await rig.AskAsync<Ok>(new TakeSnapshot(clone, Monday));
        var second = await CloneAsync(rig, "second", clone, Monday);
        var ofSecond = ofClone.ToArray();
        var user = await UseAsync(rig, "vios2", "second", second);
        await PutAsync(ofSecond, user, 4096, 300);
        await rig.AskAsync<Ok>(new DeleteSnapshot(source, Monday));
        await rig.AskAsync<IReply>(new DeleteLu(clone, Forced: true));
        Assert.Equal(ofSource, await one.ReadAsync(lun, 0, Size));
        Assert.Equal(ofSecond, await user.Initiator.ReadAsync(user.Lun, 0, Size));
        await rig.AskAsync<LuFound>(new GrowLu(second, new ByteSize(8 << 20), null));
        await CheckAsync(rig);

        await rig.RestartAsync();
        var (again, sourceLun) = await rig.LoginAsync("vios2", "lu1");
        Assert.Equal(ofSource, await again.ReadAsync(sourceLun, 0, Size));
        user = await UseAsync(rig, "vios1", "second", second);
        Assert.Equal(ofSecond, await user.Initiator.ReadAsync(user.Lun, 0, Size));
        await rig.AskAsync<IReply>(new DeleteLu(second, Forced: true));
        await rig.AskAsync<IReply>(new DeleteLu(source, Forced: true));
        var empty = await Eventually.ReachAsync(
            "all space is back", rig.PoolAsync, pool => pool.Capacity is { GrantedChunks: 0, FreeingChunks: 0 });
        Assert.Equal(empty.Capacity.TotalChunks, empty.Capacity.FreeChunks);
    }

    [Fact]
    public async Task Given_AWriter_When_ClonesOfItsSnapshotsAreMadeMeanwhile_Then_EachIsTheUnitOfThatMoment()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var source = await rig.LuAsync("lu1");
        var (writer, lun) = await rig.LoginAsync("vios1", "lu1");
        var progress = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();

        // Two blocks in different chunks, always the first one first: in any moment it is not behind the second.
        var writing = Task.Run(async () =>
        {
            for (var number = 1; !stop.IsCancellationRequested; number++)
            {
                await WriteAsync(writer, lun, 0, Numbered(number));
                await WriteAsync(writer, lun, DevRig.ChunkSizeBytes, Numbered(number));
                progress.Release();
            }
        });
        var clones = new List<LuUdid>();
        for (var number = 0; number < 4; number++)
        {
            // What was written before does not count.
            while (await progress.WaitAsync(TimeSpan.Zero))
            {
            }

            for (var write = 0; write < 10; write++)
                await progress.WaitAsync(TestLimits.Answer);
            var name = LuName.Parse($"s{number}");
            await rig.AskAsync<Ok>(new TakeSnapshot(source, name));
            clones.Add(await CloneAsync(rig, $"clone{number}", source, name));
            await rig.AskAsync<Ok>(new DeleteSnapshot(source, name));
        }

        await stop.CancelAsync();
        await writing;
        var before = 0;
        for (var number = 0; number < clones.Count; number++)
        {
            var (reader, readLun) = await UseAsync(rig, number % 2 == 0 ? "vios2" : "vios1", $"clone{number}", clones[number]);
            var first = BitConverter.ToInt32(await reader.ReadAsync(readLun, 0, 512));
            var second = BitConverter.ToInt32(await reader.ReadAsync(readLun, DevRig.ChunkSizeBytes, 512));
            Assert.InRange(first - second, 0, 1);
            Assert.True(second >= before + 9, $"Clone {number} has write {second}, and {before + 9} were answered before.");
            before = second;
        }

        await CheckAsync(rig);
    }

    private static async Task<LuUdid> CloneAsync(DevRig rig, string name, LuUdid source, LuName snapshot)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        var size = (await rig.AskAsync<SnapshotsFound>(new GetSnapshots(source))).Snapshots.Single(taken => taken.Name == snapshot).Size;
        await rig.AskAsync<LuFound>(new CreateClone(
            lu, rig.Pool, LuName.Parse(name), source, snapshot, size, Tier.System, LuKind.Disk));
        return lu;
    }

    private static async Task<(TestInitiator Initiator, int Lun)> UseAsync(DevRig rig, string vios, string name, LuUdid lu)
    {
        var report = await rig.System.ReportOfAsync(vios);
        if (report.Devices!.Devices.All(device => device.LuName.Value != name))
            await rig.MapBesideAsync(vios, "lu1", lu);
        var device = await rig.DeviceAsync(vios, name);
        var port = await rig.PortAsync(vios, device.Adapter);
        return (await TestInitiator.LoginAsync(port, "iqn.2026-11.test:lu1", 7), device.Lun.Value);
    }

    private static async Task PutAsync(byte[] model, (TestInitiator Initiator, int Lun) user, int at, int seed)
    {
        var bytes = TestInitiator.Pattern(seed, 512);
        bytes.CopyTo(model, at);
        await WriteAsync(user.Initiator, user.Lun, at, bytes);
    }

    private static byte[] Numbered(int number)
    {
        var block = new byte[512];
        BitConverter.TryWriteBytes(block, number);
        return block;
    }

    private static async Task WriteAsync(TestInitiator initiator, int lun, long at, byte[] bytes) =>
        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(lun, at, bytes)).Status);

    private static async Task CheckAsync(DevRig rig)
    {
        foreach (var lu in (await rig.PoolAsync()).Lus)
        {
            var answer = await Eventually.ReachAsync(
                "chunks are where they belong",
                () => rig.Db.AskAnyAsync(new CheckChunks(lu.Lu, false)),
                found => found is ChunksChecked);
            var found = Assert.IsType<ChunksChecked>(answer);
            Assert.Equal((0L, found.HeldChunks), (found.TwiceChunks, found.KnownChunks));
            Assert.Empty(found.Stray);
            Assert.Empty(found.Missing);
        }

        var pool = await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool));
        Assert.Equal((0L, 0L), (pool.LostChunks, pool.TwiceChunks));
    }
}
