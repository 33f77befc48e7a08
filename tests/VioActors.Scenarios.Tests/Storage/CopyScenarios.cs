using System.Buffers.Binary;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>EXTENDED COPY, the whole product: whole chunks are shared between units instead of copied, and nobody sees that.</summary>
[Trait("Req", "IO-1")]
[Trait("Req", "STO-6")]
public sealed class CopyScenarios
{
    private const int Chunk = DevRig.ChunkSizeBytes;
    private const int Size = 16 * Chunk;
    private static readonly string[] NoGuest = ["vio-actors.lpar.enabled = off"];
    private static readonly LuName Monday = LuName.Parse("monday");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_TwoVioses_When_ChunksAreCopied_Then_NoSpaceIsTakenAndBothUnitsGoTheirOwnWay(bool sourceFirst)
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var pair = await Pair.StartAsync(rig);
        await CheckAsync(rig);
        var before = await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool));

        // Chunks 2 to 9, of which 5 and 6 have no space, to 4 to 11.
        await pair.CopyAsync(0, 2 * Chunk, 4 * Chunk, 8 * Chunk);

        await CheckAsync(rig);
        var after = await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool));
        Assert.Equal((before.HeldChunks, 6L), (after.HeldChunks, after.SharedChunks));
        await pair.CompareAsync();
        for (var write = 0; write < 4; write++)
        {
            var at = (write * Chunk) + (write * 1024);
            foreach (var isSource in new[] { sourceFirst, !sourceFirst })
            {
                var first = isSource ? (2 * Chunk) + 512 : 4 * Chunk;
                await pair.PutAsync(isSource ? 0 : 1, write % 2, first + at, 10 + write);
            }

            await pair.CompareAsync();
        }

        await CheckAsync(rig);
        await rig.RestartAsync();
        pair = await pair.AgainAsync();
        await pair.CompareAsync();
        await rig.AskAsync<IReply>(new DeleteLu(pair.Lus[sourceFirst ? 0 : 1], Forced: true));
        await pair.CompareAsync(sourceFirst ? 1 : 0);
        await CheckAsync(rig);
    }

    [Fact]
    public async Task Given_Edges_When_TheyAreCopied_Then_OnlyWholeChunksAreShared_AndWhatDoesNotLieAlikeIsCopied()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var pair = await Pair.StartAsync(rig);

        await pair.CopyAsync(0, Chunk - 512, Chunk - 512, (3 * Chunk) + 1024);
        Assert.Equal(3, (await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool))).SharedChunks);
        await pair.CompareAsync();
        await pair.CopyAsync(0, 8 * Chunk, (8 * Chunk) + 512, 3 * Chunk);
        await pair.CopyAsync(1, 9 * Chunk, 9 * Chunk, 2 * Chunk); // back,
        await pair.CopyAsync(1, Chunk, 3 * Chunk, Chunk); // and of one that the source has already
        await pair.CopyAsync(0, 0, 12 * Chunk, 2 * Chunk, to: 0); // and within one unit.
        await pair.CompareAsync();
        Assert.Equal(4, (await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool))).SharedChunks);
        await CheckAsync(rig);
    }

    [Fact]
    public async Task Given_SharedChunks_When_TheyAreUnmappedSnapshottedAndRolledBack_Then_TheOtherUnitKeepsThem()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var pair = await Pair.StartAsync(rig);
        await rig.AskAsync<Ok>(new TakeSnapshot(pair.Lus[1], Monday));
        await pair.CopyAsync(0, 0, 0, 4 * Chunk);
        await pair.CopyAsync(0, 0, 0, 4 * Chunk);
        await rig.AskAsync<Ok>(new TakeSnapshot(pair.Lus[0], Monday));
        await pair.UnmapAsync(0, 0, 2 * Chunk);
        await pair.UnmapAsync(1, Chunk, 2 * Chunk);
        await pair.CompareAsync();
        await pair.PutAsync(0, 1, 3 * Chunk, 20);
        await rig.AskAsync<Ok>(new DeleteSnapshot(pair.Lus[0], Monday));
        await pair.CompareAsync();
        await CheckAsync(rig);

        await rig.AskAsync<Ok>(new RollBack(pair.Lus[1], Monday, Forced: true));
        Array.Clear(pair.Bytes[1]);
        await pair.CompareAsync();
        await CheckAsync(rig);
        foreach (var lu in pair.Lus)
            await rig.AskAsync<IReply>(new DeleteLu(lu, Forced: true));
        await Eventually.ReachAsync(
            "all space is back", rig.PoolAsync, pool => pool.Capacity is { GrantedChunks: 0, FreeingChunks: 0 });
    }

    [Fact]
    public async Task Given_AWriterThroughTheOtherVios_When_ItsUnitIsCopiedAgainAndAgain_Then_NothingOfItIsLostAndEachCopyIsOfItsTime()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var pair = await Pair.StartAsync(rig);
        var (writer, lun) = pair.Users[1][0];
        var (acknowledged, isOver) = (0L, false);
        var progress = new SemaphoreSlim(0);
        var writing = Task.Run(async () =>
        {
            for (long number = 1; !Volatile.Read(ref isOver); number++)
            {
                var block = new byte[512];
                BinaryPrimitives.WriteInt64LittleEndian(block, number);
                for (var chunk = 0; chunk < 4; chunk++)
                    Assert.Equal(ScsiStatus.Good, (await writer.WriteAsync(lun, chunk * Chunk, block)).Status);
                Volatile.Write(ref acknowledged, number);
                progress.Release();
            }
        });
        for (var round = 0; round < 10; round++)
        {
            Assert.True(await progress.WaitAsync(TestLimits.Answer));
            var least = Volatile.Read(ref acknowledged);
            await pair.CopyAsync(0, 0, round % 4 * Chunk, 4 * Chunk);
            var (reader, readLun) = pair.Users[round % 2][1];
            for (var chunk = 0; chunk < 4; chunk++)
            {
                var found = BinaryPrimitives.ReadInt64LittleEndian(await reader.ReadAsync(readLun, ((round % 4) + chunk) * Chunk, 512));
                Assert.InRange(found, least, Volatile.Read(ref acknowledged) + 1);
            }
        }

        Volatile.Write(ref isOver, true);
        await writing;
        foreach (var users in pair.Users)
        {
            for (var chunk = 0; chunk < 4; chunk++)
            {
                var found = await users[0].Initiator.ReadAsync(users[0].Lun, chunk * Chunk, 512);
                Assert.Equal(acknowledged, BinaryPrimitives.ReadInt64LittleEndian(found));
            }
        }

        await CheckAsync(rig);
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task Given_CopiesUnderWay_When_EverythingStopsInTheMiddle_Then_EachUnitHasTheOldOrTheNewBytesAndNoChunkIsLost()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var pair = await Pair.StartAsync(rig);
        for (var round = 0; round < 4; round++)
        {
            var former = pair.Bytes[1].ToArray();
            await pair.PutAsync(0, 1, round * Chunk, 30 + round);
            var copying = pair.BeginCopy(0, 0, 0, 8 * Chunk);
            for (var spin = new Random(round).Next(3000); spin > 0; spin--)
                await Task.Yield();
            await rig.RestartAsync();
            pair = await pair.AgainAsync();
            var (reader, lun) = pair.Users[round % 2][1];
            var found = await reader.ReadAsync(lun, 0, Size);
            for (var chunk = 0; chunk < Size; chunk += Chunk)
            {
                var bytes = found[chunk..(chunk + Chunk)];
                Assert.True(
                    bytes.AsSpan().SequenceEqual(former.AsSpan(chunk, Chunk))
                        || bytes.AsSpan().SequenceEqual(pair.Bytes[0].AsSpan(chunk, Chunk)),
                    $"round {round}: chunk {chunk / Chunk} is neither the old nor the new one");
            }

            pair.Bytes[1] = found;
            await pair.CompareAsync();
            await CheckAsync(rig);
            GC.KeepAlive(copying);
        }
    }

    private static async Task CheckAsync(DevRig rig)
    {
        foreach (var lu in (await rig.PoolAsync()).Lus)
        {
            var found = Assert.IsType<ChunksChecked>(await Eventually.ReachAsync(
                "chunks are where they belong", () => rig.Db.AskAnyAsync(new CheckChunks(lu.Lu, false)), found => found is ChunksChecked));
            Assert.Equal((0L, found.HeldChunks), (found.TwiceChunks, found.KnownChunks));
            Assert.Empty(found.Stray);
            Assert.Empty(found.Missing);
        }

        var pool = await rig.AskAsync<PoolChecked>(new CheckPool(rig.Pool));
        Assert.Equal((0L, 0L), (pool.LostChunks, pool.TwiceChunks));
    }

    /// <summary>Two units of one client, both through two VIOSes, and what is in them. Unit 0 begins with bytes, 1 with nothing.</summary>
    private sealed class Pair(DevRig rig, LuUdid[] lus, byte[][] bytes)
    {
        public LuUdid[] Lus => lus;

        public byte[][] Bytes => bytes;

        /// <summary>By VIOS, then by unit.</summary>
        public List<List<(TestInitiator Initiator, int Lun)>> Users { get; } = [];

        public static async Task<Pair> StartAsync(DevRig rig)
        {
            LuUdid[] lus = [await rig.LuAsync("lu1"), await rig.CreateLuAsync("copy", Size)];
            foreach (var vios in new[] { "vios1", "vios2" })
                await rig.MapBesideAsync(vios, "lu1", lus[1]);
            var pair = await new Pair(rig, lus, [new byte[Size], new byte[Size]]).AgainAsync();
            foreach (var chunk in new[] { 0, 1, 2, 3, 4, 7, 8, 9, 10 })
                await pair.PutAsync(0, chunk % 2, chunk * Chunk, chunk, Chunk);
            await pair.CompareAsync();
            return pair;
        }

        public async Task<Pair> AgainAsync()
        {
            var again = new Pair(rig, lus, bytes);
            foreach (var vios in new[] { "vios1", "vios2" })
            {
                var (initiator, lun) = await rig.LoginAsync(vios, "lu1");
                again.Users.Add([(initiator, lun), (initiator, (await rig.DeviceAsync(vios, "copy")).Lun.Value)]);
            }

            return again;
        }

        public async Task PutAsync(int unit, int vios, int at, int seed, int size = 512)
        {
            var written = TestInitiator.Pattern(seed, size);
            written.CopyTo(bytes[unit], at);
            var (initiator, lun) = Users[vios][unit];
            Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(lun, at, written)).Status);
        }

        public async Task UnmapAsync(int unit, int at, int size)
        {
            var list = new byte[24];
            (list[1], list[3]) = (22, 16);
            BinaryPrimitives.WriteInt64BigEndian(list.AsSpan(8), at / 512);
            BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(16), size / 512);
            var (initiator, lun) = Users[0][unit];
            Assert.Equal(ScsiStatus.Good, (await initiator.DoAsync(lun, [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], list)).Status);
            Array.Clear(bytes[unit], at, size);
        }

        /// <summary>Copies from a unit to the other one, or to <paramref name="to"/>.</summary>
        public async Task CopyAsync(int unit, int from, int at, int size, int? to = null)
        {
            var outcome = await BeginCopy(unit, from, at, size, to);
            Assert.Equal((ScsiStatus.Good, default(TestSense)), (outcome.Status, outcome.Sense));
            bytes[unit].AsSpan(from, size).ToArray().CopyTo(bytes[to ?? 1 - unit], at);
        }

        public async Task<TaskOutcome> BeginCopy(int unit, int from, int at, int size, int? to = null)
        {
            var (initiator, lun) = Users[0][unit];
            var list = new byte[16 + 64 + 28];
            (list[3], list[11]) = (64, 28);
            foreach (var (index, named) in new[] { (0, unit), (1, to ?? 1 - unit) })
            {
                var page = (await initiator.DoAsync(Users[0][named].Lun, [0x12, 1, 0x83, 0, 0xFF, 0], null, 255)).DataIn;
                var target = list.AsSpan(16 + (32 * index), 32);
                (target[0], target[4], target[5], target[7]) = (0xE4, 1, 3, page[7]);
                page.AsSpan(8, page[7]).CopyTo(target[8..]);
            }

            var segment = list.AsSpan(80);
            (segment[0], segment[3], segment[7]) = (2, 0x18, 1);
            BinaryPrimitives.WriteUInt16BigEndian(segment[10..], (ushort)(size / 512));
            BinaryPrimitives.WriteInt64BigEndian(segment[12..], from / 512);
            BinaryPrimitives.WriteInt64BigEndian(segment[20..], at / 512);
            var cdb = new byte[16];
            (cdb[0], cdb[13]) = (0x83, (byte)list.Length);
            return await initiator.DoAsync(lun, cdb, list);
        }

        public async Task CompareAsync(params int[] units)
        {
            foreach (var unit in units.Length == 0 ? [0, 1] : units)
            {
                foreach (var users in Users)
                    Assert.Equal(bytes[unit], await users[unit].Initiator.ReadAsync(users[unit].Lun, 0, Size));
            }
        }
    }
}
