using System.Buffers.Binary;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Pbm.Client;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scenarios.Tests.Redundancy;
using VioActors.Scsi;
using VioActors.Storage.Paths;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>WRITE ATOMIC(16), the whole product: all or nothing through every VIOS, on a peer's path, after a loss of power.</summary>
[Trait("Req", "IO-1")]
[Trait("Req", "STO-6")]
public sealed class AtomicWriteScenarios
{
    private const int Size = DevRig.ChunkSizeBytes;
    private const long Offset = Size / 2;

    [Fact]
    public async Task Given_AtomicWritesThroughBothVioses_When_OneHasOnlyItsPeersPath_Then_NobodyReadsAPart_AndSnapshotsAreWhole()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        await rig.PeersMeetAsync();
        var (first, lun) = await rig.LoginAsync("vios1", "lu1");
        var (second, _) = await rig.LoginAsync("vios2", "lu1");
        var lu = await rig.LuAsync("lu1");
        Assert.Equal(ScsiStatus.Good, (await first.WriteAsync(lun, 0, new byte[3 * Size])).Status);

        await WriteAndReadAsync([first, second], lun, 15);
        await rig.AskAsync<Domain.Common.Ok>(new TakeSnapshot(lu, LuName.Parse("between")));
        await rig.FaultAsync("vios1", new InjectedFault.Cut());
        var served = (await rig.CkeAsync("vios2")).ServedForPeers;
        await WriteAndReadAsync([first, second], lun, 15);
        Assert.True((await rig.CkeAsync("vios2")).ServedForPeers >= served + 15);

        Assert.Equal(new byte[Offset], await second.ReadAsync(lun, 0, (int)Offset));
        Assert.Equal(new byte[Offset], await second.ReadAsync(lun, Offset + Size, (int)Offset));
        await rig.FaultAsync("vios1", null);
        await rig.PathReturnsAsync("vios1");
        await using var pbm = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [Fact]
    public async Task Given_AtomicWrites_When_TheVolumesLosePower_Then_EachIsThereAsAWholeOrNotAtAll()
    {
        using var server = new DiskServer(new VolatileDisk(24 << 20));
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off", "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }]",
            "vio-actors.io-redundancy.hold-limit = 2s");
        await using (var pbm = await ConnectAsync(rig))
        {
            await RunAsync(pbm, $"pool add -pv n1 -path {server.Url}");
            await RunAsync(pbm, "pool drain -pv pv1");
            await RunAsync(pbm, "pool remove -pv pv1");
        }

        byte acknowledged = 0;
        for (var round = 0; round < 3; round++)
        {
            var (initiator, lun) = await rig.LoginAsync("vios1", "lu1");
            var (isOff, sent, enough) = (false, acknowledged, new TaskCompletionSource());
            var writing = Task.Run(async () =>
            {
                for (var count = 0; !Volatile.Read(ref isOff); count++)
                {
                    if (count == 8)
                        enough.SetResult();
                    sent++;
                    if ((await AtomicAsync(initiator, lun, sent)).Status != ScsiStatus.Good)
                        return;
                    acknowledged = sent;
                }
            });
            await await Task.WhenAny(enough.Task, writing);
            var random = new Random(20261122 + round);
            for (var spin = random.Next(2000); spin > 0; spin--)
                await Task.Yield();
            server.Disk.PowerOff(random);
            Volatile.Write(ref isOff, true);
            await writing;
            await rig.System.DisposeAsync();
            server.Disk.PowerOn();
            await rig.RestartOnlyAsync();

            foreach (var vios in new[] { "vios1", "vios2" })
            {
                var (reader, _) = await rig.LoginAsync(vios, "lu1", 9);
                var found = await reader.ReadAsync(lun, Offset, Size);
                Assert.True(found.AsSpan().IndexOfAnyExcept(found[0]) < 0, $"round {round}, {vios}: a mixture of {found[0]} and others");
                Assert.True(
                    found[0] == acknowledged || found[0] == sent, $"{vios}: {found[0]}; answered was {acknowledged}, sent {sent}");
                acknowledged = found[0];
                reader.Nexus.Close("All is read.");
            }
        }
    }

    private static async Task WriteAndReadAsync(TestInitiator[] nexuses, int lun, int rounds)
    {
        var isOver = false;
        var readers = nexuses.Select(nexus => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
                AssertWhole(await nexus.ReadAsync(lun, Offset, Size));
        })).ToList();
        var writers = nexuses.Select((nexus, index) => Task.Run(async () =>
        {
            for (var round = 1; round <= rounds; round++)
                Assert.Equal(ScsiStatus.Good, (await AtomicAsync(nexus, lun, (byte)((index * 100) + round))).Status);
        })).ToList();
        await Task.WhenAll(writers);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(readers);
        var last = await nexuses[0].ReadAsync(lun, Offset, Size);
        Assert.Equal(last, await nexuses[1].ReadAsync(lun, Offset, Size));
        Assert.Contains(last[0], nexuses.Select((_, index) => (byte)((index * 100) + rounds)));
    }

    private static void AssertWhole(byte[] found) =>
        Assert.True(found.AsSpan().IndexOfAnyExcept(found[0]) < 0, $"a mixture of {found[0]} and others");

    private static Task<TaskOutcome> AtomicAsync(TestInitiator nexus, int lun, byte value)
    {
        var cdb = new byte[16];
        cdb[0] = 0x9C;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), Offset / 512);
        BinaryPrimitives.WriteUInt16BigEndian(cdb.AsSpan(12), Size / 512);
        return nexus.DoAsync(lun, cdb, Enumerable.Repeat(value, Size).ToArray());
    }
}
