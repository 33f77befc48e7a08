using Akka.TestKit.Xunit2;
using VioActors.Actors.Images;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Images;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>Many partitions are moved to another operating system in turn (OSI-4).</summary>
public sealed class RollingReplacementTests : TestKit
{
    private const int Count = 9;

    public RollingReplacementTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Req", "OSI-4")]
    public async Task No_more_than_so_many_are_suspended_at_one_time(int limit)
    {
        var rig = new OsRig(Sys, TimeSpan.FromSeconds(60));
        await rig.BootAsync();
        List<PartitionId> clients = [OsRig.Client];
        for (var number = 1; number < Count; number++)
            clients.Add(await rig.AddAsync(Sys, 100 + number));
        var (suspended, most, sync) = (0, 0, new Lock());
        rig.LparFaults.Add(message =>
        {
            lock (sync)
            {
                suspended += message is SuspendPartition ? 1 : message is ContinuePartition ? -1 : 0;
                most = Math.Max(most, suspended);
            }

            return null;
        });

        var moved = await OsRig.AskAsync<OsReplaced>(rig.Keeper, new ReplaceOs([.. clients], "b", true, true, limit, []));

        Assert.Equal(Count, moved.Partitions.Count);
        Assert.All(moved.Partitions, partition => Assert.True(partition.Done, partition.Detail));
        Assert.Equal(0, suspended);
        Assert.InRange(most, 1, limit);
        await rig.AnswersAsAsync(OsRig.B);
    }
}
