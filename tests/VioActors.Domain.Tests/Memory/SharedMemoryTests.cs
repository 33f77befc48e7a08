using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Memory;

[Trait("Req", "OSI-1")]
public sealed class SharedMemoryTests
{
    private static readonly PartitionId One = new(1);
    private static readonly PartitionId Two = new(2);

    /// <summary>A device in memory, and a pager that does at once what the pool hands out.</summary>
    private readonly Dictionary<(PartitionId, int), byte[]> _device = [];

    [Fact]
    public void Random_use_of_more_memory_than_there_is_loses_and_tears_nothing()
    {
        var pool = new SharedMemory(40);
        var partitions = new[] { pool.Add(One, new MemoryTerms(64, 200, 4, 128)), pool.Add(Two, new MemoryTerms(64, 20, 4, 128)) };
        var model = new Dictionary<(PartitionId, int), byte>();
        var random = new Random(11);
        for (var step = 0; step < 20_000; step++)
        {
            var (partition, page) = (partitions[random.Next(2)], random.Next(64));
            if (random.Next(2) == 0)
            {
                var value = (byte)random.Next(1, 255);
                Access(pool, partition, page, bytes: [value, (byte)page, value], write: true);
                model[(partition.Id, page)] = value;
            }
            else
            {
                var expected = model.GetValueOrDefault((partition.Id, page));
                var read = Access(pool, partition, page, new byte[3], write: false);
                Assert.Equal(expected == 0 ? [0, 0, 0] : [expected, (byte)page, expected], read);
            }

            if (step % 500 == 0)
                Check(pool);
        }

        var figures = pool.Report();
        Assert.All(figures.Partitions, partition => Assert.True(partition.PageOuts > 0 && partition.PageIns > 0, partition.ToString()));
        Assert.True(figures.Partitions[0].Resident > figures.Partitions[1].Resident, "The weightier one has more.");
    }

    [Fact]
    public void What_is_entitled_for_IO_is_never_taken()
    {
        var pool = new SharedMemory(32);
        var (quiet, greedy) = (pool.Add(One, new MemoryTerms(16, 0, 8, 32)), pool.Add(Two, new MemoryTerms(512, 255, 0, 1024)));
        for (var page = 0; page < 12; page++)
            Access(pool, quiet, page, [1], write: true);
        for (var page = 0; page < 512; page++)
            Access(pool, greedy, page, [2], write: true);
        Assert.Equal(8, pool.Report().Partitions[0].Resident);
    }

    [Fact]
    public void A_page_that_was_changed_while_it_left_stays_and_its_slot_comes_back()
    {
        var pool = new SharedMemory(8);
        var memory = pool.Add(One, new MemoryTerms(16, 128, 0, 32));
        Access(pool, memory, 0, [1], write: true);
        var leaving = Assert.Single(pool.PageOut(memory.Own, 1).Leaving);
        Access(pool, memory, 0, [2], write: true);
        pool.Conclude(leaving, written: true, null);
        Assert.Equal((1, 0), (pool.Report().Partitions[0].Resident, pool.Report().Partitions[0].SlotsUsed));
        Assert.Equal([2], Access(pool, memory, 0, new byte[1], write: false));
    }

    [Fact]
    public void A_slot_whose_write_was_given_up_is_used_again_only_after_its_VIOS_has_ended()
    {
        var pool = new SharedMemory(8);
        var memory = pool.Add(One, new MemoryTerms(2, 128, 0, 2));
        var vios = new PartitionId(9);
        Access(pool, memory, 0, [1], write: true);
        var first = Assert.Single(pool.PageOut(memory.Own, 1).Leaving);
        pool.Conclude(first, written: false, vios);
        var second = Assert.Single(pool.PageOut(memory.Own, 1).Leaving);
        Assert.NotEqual(first.Slot, second.Slot);
        pool.Conclude(second, written: false, vios);
        Assert.Empty(pool.PageOut(memory.Own, 1).Leaving);
        pool.NoteViosEnded(vios);
        Assert.Single(pool.PageOut(memory.Own, 1).Leaving);
    }

    [Fact]
    public void A_page_that_comes_back_otherwise_than_it_left_is_refused()
    {
        var pool = new SharedMemory(8);
        var memory = pool.Add(One, new MemoryTerms(4, 128, 0, 8));
        Access(pool, memory, 0, [1], write: true);
        var leaving = Assert.Single(pool.PageOut(memory.Own, 1).Leaving);
        pool.Conclude(leaving, written: true, null);
        var read = Assert.IsType<FaultPlan.ReadSlot>(pool.Plan(memory.Own, 0, forWriting: false));
        leaving.Bytes[100] ^= 1;
        Assert.False(pool.Install(read, leaving.Bytes));
        Assert.Equal(8, pool.Report().FreeFrames);
    }

    [Fact]
    [Trait("Req", "OSI-5")]
    public void An_image_is_there_once_and_what_each_changes_is_its_own()
    {
        var pages = Enumerable.Range(0, 20).Select(number => Filled((byte)(number + 1))).ToList();
        var pool = new SharedMemory(100);
        var layer = pool.AddLayer("b", [.. pages.Select(page => MemoryPage.Checksum(page))]);
        var users = Enumerable.Range(1, 10).Select(id => pool.Add(new PartitionId(id), new MemoryTerms(4, 128, 0, 64))).ToList();
        foreach (var user in users)
            pool.Switch(user, pool.Prepare(user, layer, isShared: true));
        foreach (var user in users)
        {
            for (var page = 0; page < 20; page++)
                Assert.Equal(page + 1, ReadOs(pool, user, page, pages));
        }

        Assert.Equal(80, pool.Report().FreeFrames);
        Assert.Equal(MemoryAccess.Done, users[3].Write(MemoryPartition.OsBase + (5 << MemoryPage.Shift), [99], out _));
        Assert.Equal(99, ReadOs(pool, users[3], 5, pages));
        Assert.Equal(6, ReadOs(pool, users[4], 5, pages));
        Assert.Equal((79, 1), (pool.Report().FreeFrames, pool.Report().Partitions[3].Changed));
        Assert.False(pool.RemoveLayer("b"));
    }

    private static byte[] Filled(byte value)
    {
        var page = new byte[MemoryPage.SizeBytes];
        page.AsSpan().Fill(value);
        return page;
    }

    private static byte ReadOs(SharedMemory pool, MemoryPartition user, int page, List<byte[]> image)
    {
        var read = new byte[1];
        while (user.Read(MemoryPartition.OsBase + ((ulong)page << MemoryPage.Shift), read, out _) == MemoryAccess.Fault)
        {
            var plan = Assert.IsType<FaultPlan.ReadImage>(pool.Plan(user.Os!, page, forWriting: false));
            pool.Install(plan, image.Skip(plan.Page).Take(plan.Frames.Count).SelectMany(bytes => bytes).ToArray());
        }

        return read[0];
    }

    private byte[] Access(SharedMemory pool, MemoryPartition partition, int page, byte[] bytes, bool write)
    {
        var address = (ulong)page << MemoryPage.Shift;
        while ((write ? partition.Write(address, bytes, out _) : partition.Read(address, bytes, out _)) == MemoryAccess.Fault)
        {
            switch (pool.Plan(partition.Own, page, write))
            {
                case FaultPlan.ReadSlot read:
                    Assert.True(pool.Install(read, _device[(partition.Id, read.Slot)]));
                    break;
                case FaultPlan.NeedsFrame:
                    foreach (var leaving in pool.Evict(4).Leaving)
                    {
                        _device[(leaving.Segment.Owner.Id, leaving.Slot)] = leaving.Bytes;
                        pool.Conclude(leaving, written: true, null);
                    }

                    break;
            }
        }

        return bytes;
    }

    private static void Check(SharedMemory pool)
    {
        var figures = pool.Report();
        Assert.Equal(figures.FrameCount, figures.FreeFrames + figures.Partitions.Sum(partition => partition.Resident));
    }
}
