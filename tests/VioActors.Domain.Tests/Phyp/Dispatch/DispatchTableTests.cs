using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Phyp.Dispatch;

public class DispatchTableTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(10);

    [Theory]
    [Trait("Req", "NPV-3")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Over_many_windows_entitlements_are_honoured_nobody_starves_and_no_more_is_given_than_there_is(int seed)
    {
        var random = new Random(seed);
        var table = RandomTable(random);
        for (var window = 0; window < 400; window++)
        {
            ProdSome(table, random);
            var wanting = table.Partitions.ToDictionary(partition => partition.Client, Ready);

            var slices = table.RunWindow();

            AssertFits(table, slices);
            var given = slices.GroupBy(slice => slice.Processor).ToDictionary(group => group.Key, group => group.Sum(slice => slice.Ticks));
            foreach (var partition in table.Partitions)
            {
                var own = given.Where(entry => entry.Key.Partition == partition.Client).Sum(entry => entry.Value);
                var entitled = partition.EntitledTicks / partition.Processors.Count * wanting[partition.Client];
                Assert.True(partition.IsHeld ? own == 0 : own >= entitled, $"{partition.Client} got {own} of {entitled}");
                if (partition.Profile.Mode == ProcessorMode.Capped)
                    Assert.True(own <= partition.EntitledTicks, $"capped {partition.Client} got {own} of {partition.EntitledTicks}");
            }
        }

        Assert.True(table.Partitions.Sum(partition => partition.Figures.UsedTicks) <= 400 * table.Processors * table.WindowTicks);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void What_is_left_is_shared_by_weight_whatever_number_of_virtual_processors_wants_it()
    {
        var table = new DispatchTable(2, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Uncapped, 20, 2, 200, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(4), ProcessorMode.Uncapped, 20, 1, 100, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(5), ProcessorMode.Uncapped, 20, 2, 0, 1));
        ProdAll(table);

        for (var window = 0; window < 100; window++)
            table.RunWindow();

        // Two processors less three times 0.20 leave 1.40: two thirds and one third; the weight of 0 has its entitlement.
        Assert.Equal(1.1333, Used(table, 3), 3);
        Assert.Equal(0.6667, Used(table, 4), 3);
        Assert.Equal(0.2, Used(table, 5), 3);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void A_virtual_processor_that_cedes_leaves_its_time_to_others_until_it_is_prodded()
    {
        var table = new DispatchTable(1, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Uncapped, 50, 1, 128, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(4), ProcessorMode.Uncapped, 50, 1, 128, 1));
        ProdAll(table);
        Assert.Equal([50_000L, 50_000L], table.RunWindow().Select(slice => slice.Ticks));

        Assert.True(table.Cede(Processor(3, 0)));

        Assert.Equal([(Processor(4, 0), 100_000L)], table.RunWindow().Select(slice => (slice.Processor, slice.Ticks)));
        Assert.True(table.Prod(Processor(3, 0)));
        Assert.Equal(2, table.RunWindow().Count);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void A_capped_partition_confers_the_time_of_one_processor_to_another_of_its_own()
    {
        var table = new DispatchTable(2, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Capped, 80, 2, 0, 1));
        ProdAll(table);
        Assert.Equal([40_000L, 40_000L], table.RunWindow().Select(slice => slice.Ticks));

        Assert.True(table.Confer(Processor(3, 0), 1));

        Assert.Equal([(Processor(3, 1), 80_000L)], table.RunWindow().Select(slice => (slice.Processor, slice.Ticks)));
        Assert.Equal(VirtualProcessorState.Conferred, table.Find(new PartitionId(3))!.Processors[0].State);
        Assert.False(table.Confer(Processor(3, 1), 1));
        Assert.False(table.Confer(Processor(3, 1), 0));
        Assert.False(table.Confer(Processor(9, 0), 1));
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void A_context_is_as_it_was_saved_while_others_run_on_the_same_processor()
    {
        var table = new DispatchTable(1, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Capped, 30, 1, 0, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(4), ProcessorMode.Uncapped, 30, 1, 1, 1));
        ProdAll(table);
        table.RunWindow();
        var processor = table.Find(new PartitionId(3))!.Processors[0];
        Assert.Equal(new SavedContext(30_000, 1, 0), processor.Context);

        table.Hold(new PartitionId(3), held: true);
        for (var window = 0; window < 10; window++)
            Assert.All(table.RunWindow(), slice => Assert.Equal(new PartitionId(4), slice.Processor.Partition));
        Assert.Equal(new SavedContext(30_000, 1, 0), processor.Context);
        table.Hold(new PartitionId(3), held: false);
        table.RunWindow();

        Assert.Equal(new SavedContext(60_000, 2, 0), processor.Context);
        Assert.Equal((2L, 10L), (table.Find(new PartitionId(3))!.Figures.Windows, table.Find(new PartitionId(3))!.Figures.HeldWindows));
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void Who_wakes_within_a_window_gets_what_others_have_not_used()
    {
        var table = new DispatchTable(1, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Uncapped, 50, 1, 128, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(4), ProcessorMode.Uncapped, 50, 1, 128, 1));
        table.Prod(Processor(3, 0));
        Assert.Equal(100_000L, Assert.Single(table.RunWindow()).Ticks);
        table.Prod(Processor(4, 0));
        Assert.Null(table.RunNow(Processor(4, 0), 90_000));

        table.Return(Processor(3, 0), 10_000);

        Assert.Equal(60_000L, table.RunNow(Processor(4, 0), 60_000)!.Value.Ticks);
        Assert.Null(table.RunNow(Processor(4, 0), 60_000));
        Assert.Equal(10_000L, table.Find(new PartitionId(3))!.Figures.UsedTicks);
    }

    [Fact]
    [Trait("Req", "NPV-3")]
    public void More_than_there_is_is_promised_to_nobody()
    {
        var table = new DispatchTable(2, Window);
        AssertActive(table, new PartitionProfile(new PartitionId(3), ProcessorMode.Dedicated, 100, 1, 0, 1));
        AssertActive(table, new PartitionProfile(new PartitionId(4), ProcessorMode.Capped, 60, 6, 0, 1));
        Assert.Contains("0.40 of 2", table.Activate(new PartitionProfile(new PartitionId(5), ProcessorMode.Uncapped, 50, 5, 128, 1)));
        Assert.Contains("2.00 processors", table.Activate(new PartitionProfile(new PartitionId(5), ProcessorMode.Dedicated, 200, 2, 0, 1)));

        table.Deactivate(new PartitionId(3));

        AssertActive(table, new PartitionProfile(new PartitionId(5), ProcessorMode.Uncapped, 100, 10, 128, 1));
        Assert.Equal(2, table.SharedProcessors);
    }

    [Theory]
    [Trait("Req", "NPV-3")]
    [InlineData(ProcessorMode.Uncapped, 10, 2, 128, "more than ten")]
    [InlineData(ProcessorMode.Uncapped, 12, 1, 128, "multiple of 0.05")]
    [InlineData(ProcessorMode.Uncapped, 5, 1, 128, "not 0.10")]
    [InlineData(ProcessorMode.Uncapped, 200, 1, 128, "cannot use")]
    [InlineData(ProcessorMode.Uncapped, 10, 0, 128, "needs a virtual")]
    [InlineData(ProcessorMode.Uncapped, 10, 1, 256, "weight")]
    [InlineData(ProcessorMode.Dedicated, 150, 2, 0, "whole")]
    [InlineData(ProcessorMode.Dedicated, 200, 1, 0, "one virtual processor for each")]
    [InlineData(ProcessorMode.Unspecified, 10, 1, 0, "mode")]
    [InlineData((ProcessorMode)9, 10, 1, 0, "mode")]
    public void A_profile_that_cannot_be_kept_is_refused(ProcessorMode mode, int entitled, int processors, int weight, string why) =>
        Assert.Contains(why, ProfileDecisions.Fault(new PartitionProfile(new PartitionId(3), mode, entitled, processors, weight, 1)));

    private static void AssertFits(DispatchTable table, List<DispatchSlice> slices)
    {
        Assert.All(slices, slice => Assert.True(
            slice.PhysicalProcessor < table.Processors && slice.StartTicks >= 0 && slice.StartTicks + slice.Ticks <= table.WindowTicks));
        foreach (var group in slices.GroupBy(slice => slice.PhysicalProcessor))
            AssertApart(group);
        foreach (var group in slices.GroupBy(slice => slice.Processor))
            AssertApart(group);
    }

    private static void AssertApart(IEnumerable<DispatchSlice> slices)
    {
        var end = 0L;
        foreach (var slice in slices.OrderBy(slice => slice.StartTicks))
        {
            Assert.True(slice.StartTicks >= end, $"{slice} begins before {end}");
            end = slice.StartTicks + slice.Ticks;
        }
    }

    private static DispatchTable RandomTable(Random random)
    {
        var table = new DispatchTable(random.Next(1, 9), Window);
        for (var id = 3; id < 40; id++)
        {
            var entitled = random.Next(2, 31) * 5;
            var mode = random.Next(5) == 0 ? ProcessorMode.Dedicated : random.Next(2) == 0 ? ProcessorMode.Capped : ProcessorMode.Uncapped;
            var profile = mode == ProcessorMode.Dedicated
                ? new PartitionProfile(new PartitionId(id), mode, 100, 1, 0, 1)
                : new PartitionProfile(
                    new PartitionId(id), mode, entitled, random.Next((entitled + 99) / 100, (entitled / 10) + 1), random.Next(256), 1);
            table.Activate(profile);
        }

        return table;
    }

    private static void ProdSome(DispatchTable table, Random random)
    {
        foreach (var partition in table.Partitions)
        {
            if (random.Next(20) == 0)
                table.Hold(partition.Client, !partition.IsHeld);
            foreach (var processor in partition.Processors)
            {
                if (random.Next(3) == 0)
                    table.Cede(processor.Id);
                else if (random.Next(3) == 0)
                    table.Prod(processor.Id);
            }
        }
    }

    private static int Ready(DispatchedPartition partition) =>
        partition.Processors.Count(processor => processor.State == VirtualProcessorState.Ready);

    private static void ProdAll(DispatchTable table)
    {
        foreach (var processor in table.Partitions.SelectMany(partition => partition.Processors))
            table.Prod(processor.Id);
    }

    private static void AssertActive(DispatchTable table, PartitionProfile profile) => Assert.Null(table.Activate(profile));

    private static VirtualProcessorId Processor(int partition, int number) => new(new PartitionId(partition), number);

    private static double Used(DispatchTable table, int partition)
    {
        var figures = table.Find(new PartitionId(partition))!.Figures;
        return (double)figures.UsedTicks / (figures.Windows * table.WindowTicks);
    }
}
