using System.Buffers.Binary;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scenarios.Tests.Redundancy;
using VioActors.Scsi;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>What one VIOS does to the SCSI state of an LU is so at the other one before it is answered.</summary>
public sealed class ClusterScsiScenarios(SharedDev dev) : IClassFixture<SharedDev>
{
    private const int Block = 512;
    private const ulong Key = 0x1122334455667788;
    private readonly DevRig _rig = dev.Rig;

    [Fact]
    [Trait("Req", "IO-2")]
    public async Task Given_AReservationThroughOneVios_Then_TheOtherKeepsWritersOut_AndTellsWhoWasPreempted()
    {
        var (first, second, lun) = await LoginAtBothAsync(1);
        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 0, 0, 0, Key)).Status);
        Assert.Equal(ScsiStatus.Good, (await ReserveOut(second, lun, 0, 0, 0, Key + 1)).Status);
        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 1, 5, Key, 0)).Status);
        var third = (await _rig.LoginAsync("vios2", "lu1", 99)).Initiator;
        Assert.Equal(ScsiStatus.ReservationConflict, (await third.WriteAsync(lun, 0, new byte[Block])).Status);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(lun, 0, new byte[Block])).Status);

        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 4, 5, Key, Key + 1)).Status);

        Assert.Equal(new TestSense(6, 0x2A, 5), (await second.Send(lun, TestInitiator.TestUnitReady).Ended).Sense);
        Assert.Equal(ScsiStatus.ReservationConflict, (await second.WriteAsync(lun, 0, new byte[Block])).Status);
        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 3, 0, Key, 0)).Status);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(lun, 0, new byte[Block])).Status);
    }

    [Fact]
    [Trait("Req", "IO-2")]
    public async Task Given_PreemptAndAbort_Then_TasksAtTheOtherViosEndBeforeTheAnswer()
    {
        var (first, second, lun) = await LoginAtBothAsync(2);
        await ReserveOut(first, lun, 0, 0, 0, Key);
        await ReserveOut(second, lun, 0, 0, 0, Key + 1);
        var gate = new TaskCompletionSource();
        var held = second.Send(lun, TestInitiator.Transfer(0x8A, 0, Block), new byte[Block], gate: gate.Task);
        await held.DataRequested;

        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 5, 1, Key, Key + 1)).Status);

        Assert.True(held.HasEnded);
        Assert.True((await held.Ended).Abandoned);
        gate.SetResult();
        Assert.Equal(1, held.EndCount);
        await ReserveOut(first, lun, 3, 0, Key, 0);
    }

    [Fact]
    [Trait("Req", "IO-2")]
    public async Task Given_AWriteThatWaitsForItsData_When_AReservationComesBetween_Then_ItIsRefusedAndWritesNothing()
    {
        var (first, second, lun) = await LoginAtBothAsync(3);
        const int offset = 8 * DevRig.ChunkSizeBytes;
        var old = TestInitiator.Pattern(1, Block);
        await second.WriteAsync(lun, offset, old);
        var gate = new TaskCompletionSource();
        var late = second.Send(lun, TestInitiator.Transfer(0x8A, offset, Block), new byte[Block], gate: gate.Task);
        await late.DataRequested;
        await ReserveOut(first, lun, 0, 0, 0, Key);
        Assert.Equal(ScsiStatus.Good, (await ReserveOut(first, lun, 1, 1, Key, 0)).Status);

        gate.SetResult();

        Assert.Equal(ScsiStatus.ReservationConflict, (await late.Ended).Status);
        Assert.Equal(old, await first.ReadAsync(lun, offset, Block));
        await ReserveOut(first, lun, 3, 0, Key, 0);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Given_BothViosesCompareAndWriteOneBlock_Then_EveryStepIsWonOnce()
    {
        const int steps = 20;
        var (first, second, lun) = await LoginAtBothAsync(4);
        const long offset = 9 * DevRig.ChunkSizeBytes;
        await first.WriteAsync(lun, offset, new byte[Block]);
        for (var step = 0; step < steps; step++)
        {
            byte[] before = [.. BitConverter.GetBytes(step), .. new byte[Block - 4]];
            byte[] Mine(int who) => [.. BitConverter.GetBytes(step + 1), (byte)who, .. new byte[Block - 5]];
            var content = step == 0 ? before : await first.ReadAsync(lun, offset, Block);

            var outcomes = await Task.WhenAll(
                CompareAndWrite(first, lun, offset, content, Mine(1)), CompareAndWrite(second, lun, offset, content, Mine(2)));

            var winner = Assert.Single([1, 2], who => outcomes[who - 1].Status == ScsiStatus.Good);
            Assert.Equal(new TestSense(0xE, 0x1D, 0), outcomes[2 - winner].Sense);
            Assert.Equal(Mine(winner), await second.ReadAsync(lun, offset, Block));
        }

        // Whoever has the range still, a plain write of either gets to it.
        foreach (var (nexus, seed) in new[] { (first, 1), (second, 2), (first, 3) })
        {
            var bytes = TestInitiator.Pattern(seed, Block);
            Assert.Equal(ScsiStatus.Good, (await nexus.WriteAsync(lun, offset, bytes)).Status);
            Assert.Equal(bytes, await second.ReadAsync(lun, offset, Block));
        }
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_UnmapThroughOneVios_Then_TheOtherReadsZeros_AndThePoolHasTheSpaceAgain()
    {
        const int chunks = 4;
        var lu = await _rig.LuAsync("lu2");
        var (first, lun) = await _rig.LoginAsync("vios1", "lu2", 5);
        var (second, _) = await _rig.LoginAsync("vios2", "lu2", 5);
        var bytes = TestInitiator.Pattern(5, chunks * DevRig.ChunkSizeBytes);
        Assert.Equal(ScsiStatus.Good, (await first.WriteAsync(lun, 0, bytes)).Status);
        Assert.Equal(bytes, await second.ReadAsync(lun, 0, bytes.Length));
        var mapped = (await _rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks;

        var outcome = await first.DoAsync(lun, Unmap, UnmapList(DevRig.ChunkSizeBytes / Block, 2 * DevRig.ChunkSizeBytes / Block));

        Assert.Equal(ScsiStatus.Good, outcome.Status);
        Assert.Equal(mapped - 2, (await _rig.AskAsync<LuFound>(new GetLu(lu))).MappedChunks);
        var zeros = new byte[2 * DevRig.ChunkSizeBytes];
        Assert.Equal(zeros, await second.ReadAsync(lun, DevRig.ChunkSizeBytes, zeros.Length));
        Assert.Equal(bytes[..DevRig.ChunkSizeBytes], await second.ReadAsync(lun, 0, DevRig.ChunkSizeBytes));
        await Eventually.ReachAsync("the chunks are erased", _rig.PoolAsync, pool => pool.Capacity.FreeingChunks == 0);
        await Eventually.ReachAsync(
            "the pool has them", async () => (await _rig.AskAsync<Domain.Pool.LuExtentsFound>(new Domain.Pool.GetLuExtents(_rig.Pool, lu)),
                await _rig.AskAsync<LuFound>(new GetLu(lu))),
            found => found.Item1.Runs.Sum(run => run.Count) == found.Item2.MappedChunks + found.Item2.ReservedChunks);

        // Written again, through the other one, they are found by both.
        var again = TestInitiator.Pattern(6, DevRig.ChunkSizeBytes);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(lun, DevRig.ChunkSizeBytes, again)).Status);
        Assert.Equal(again, await first.ReadAsync(lun, DevRig.ChunkSizeBytes, again.Length));
    }

    [Fact]
    [Trait("Req", "IO-1")]
    public async Task Given_AResetThroughOneVios_Then_TheNexusesOfBothAreTold_AndTasksOfBothEnd()
    {
        var (first, second, lun) = await LoginAtBothAsync(6);
        var gate = new TaskCompletionSource();
        var held = second.Send(lun, TestInitiator.Transfer(0x8A, 0, Block), new byte[Block], gate: gate.Task);
        await held.DataRequested;

        var response = await first.Nexus.ManageAsync(
            TaskManagementFunction.LogicalUnitReset, LunAddress.Encode(lun), 0, CancellationToken.None);

        Assert.Equal(TaskManagementResponse.FunctionComplete, response);
        Assert.True(held.HasEnded);
        gate.SetResult();
        foreach (var nexus in new[] { first, second })
            Assert.Equal(new TestSense(6, 0x29, 3), (await nexus.Send(lun, TestInitiator.TestUnitReady).Ended).Sense);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_AnLuThatGrowsInUse_Then_TheNexusesOfBothViosesAreTold()
    {
        var (first, second, lun) = await LoginAtBothAsync(7, "lu2");
        var lu = await _rig.LuAsync("lu2");
        var size = (await _rig.AskAsync<LuFound>(new GetLu(lu))).Identity.Size.Bytes + (1 << 20);

        await _rig.AskAsync<LuFound>(new GrowLu(lu, new ByteSize(size), null));

        foreach (var nexus in new[] { first, second })
        {
            await Eventually.ReachAsync(
                "it is told", async () => (await nexus.Send(lun, TestInitiator.TestUnitReady).Ended).Sense,
                sense => sense == new TestSense(6, 0x2A, 9));
            Assert.Equal(size, await nexus.CapacityAsync(lun));
        }
    }

    private static byte[] Unmap { get; } = [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0];

    private static byte[] UnmapList(long lba, int count)
    {
        var list = new byte[24];
        (list[1], list[3]) = (22, 16);
        BinaryPrimitives.WriteInt64BigEndian(list.AsSpan(8), lba);
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(16), count);
        return list;
    }

    private static Task<TaskOutcome> CompareAndWrite(TestInitiator nexus, int lun, long offset, byte[] expected, byte[] written)
    {
        var cdb = new byte[16];
        (cdb[0], cdb[13]) = (0x89, 1);
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), offset / Block);
        return nexus.DoAsync(lun, cdb, [.. expected, .. written]);
    }

    private static Task<TaskOutcome> ReserveOut(TestInitiator nexus, int lun, byte action, byte type, ulong key, ulong actionKey)
    {
        var list = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(list, key);
        BinaryPrimitives.WriteUInt64BigEndian(list.AsSpan(8), actionKey);
        return nexus.DoAsync(lun, [0x5F, action, type, 0, 0, 0, 0, 0, 24, 0], list);
    }

    /// <summary>Logs in at both VIOSes, which know each other as ready; what they told of that and of power on is taken.</summary>
    private async Task<(TestInitiator First, TestInitiator Second, int Lun)> LoginAtBothAsync(ulong qualifier, string lu = "lu1")
    {
        var (first, lun) = await _rig.LoginAsync("vios1", lu, qualifier);
        var (second, _) = await _rig.LoginAsync("vios2", lu, qualifier);
        foreach (var nexus in new[] { first, second })
            await Eventually.ReachAsync("both groups are optimized", () => nexus.AccessStatesAsync(lun), states => states == (0, 0));
        Assert.Equal(ScsiStatus.Good, (await first.DoAsync(lun, TestInitiator.TestUnitReady)).Status);
        Assert.Equal(ScsiStatus.Good, (await second.DoAsync(lun, TestInitiator.TestUnitReady)).Status);
        return (first, second, lun);
    }
}
