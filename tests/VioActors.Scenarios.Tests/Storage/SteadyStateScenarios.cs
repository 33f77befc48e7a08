using System.Net;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>What the process allocates is counted, so no other test runs in it meanwhile.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>A command in a steady stream of them allocates nothing, from socket to socket.</summary>
[Collection(nameof(AloneInTheProcess))]
[Trait("Req", "IO-3")]
public sealed class SteadyStateScenarios
{
    private const int Transfer = 4096;
    private const int WindowCount = 12;
    private const int WindowCommands = 1000;

    /// <summary>
    /// Of an I/O, at most. What the rest of the process allocates meanwhile is counted too; the best of the windows has the least of that.
    /// </summary>
    private const int BytesMax = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_ASessionThatReadsOrWrites_Then_NothingIsAllocatedForACommand(bool writes)
    {
        await using var rig = await DevRig.StartAsync(
            "vio-actors.lpar.enabled = off", "vio-actors.storage-path.probe-interval = 1s");
        var portal = IPEndPoint.Parse((await rig.System.ReportOfAsync("vios1")).Portals[0]);
        using var initiator = new PlainSocketInitiator(portal, rig.System.TargetNameOf("client1"), 1, Transfer);
        for (var block = 0; block < 2 * WindowCommands; block++)
            initiator.Transfer(isWrite: true, 8 * (block % 1000));

        var best = double.MaxValue;
        for (var window = 0; window < WindowCount; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var command = 0; command < WindowCommands; command++)
                Assert.True(initiator.Transfer(writes, 8 * (command % 1000)));
            best = Math.Min(best, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)WindowCommands);
        }

        Assert.True(best < BytesMax, $"{best:F0} bytes are allocated for a {(writes ? "write" : "read")}");
    }
}
