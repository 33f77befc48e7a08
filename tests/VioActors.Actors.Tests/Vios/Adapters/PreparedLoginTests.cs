using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>Logins that are made but for the nexus before the VIOS announces itself.</summary>
public sealed class PreparedLoginTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private ViosRig _rig = null!;

    public PreparedLoginTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Trait("Req", "ID-1")]
    [Trait("Req", "ID-6")]
    [Trait("Req", "NPV-7")]
    public async Task AClientThatIsExpected_IsRecordedBefore_AndLogsInWithoutTheDb()
    {
        var client = await ClientAsync();
        await _rig.PortAsync();

        var prepared = await AdaptersAsync<LoginsPrepared>(new PrepareLogins([client]));

        Assert.Equal(1, prepared.Count);
        var device = Assert.Single((await _rig.ReportAsync()).Devices!.Devices);
        Assert.Single(_rig.Ask<LuUseFound>(new GetLuUse(device.Lu)).Uses);
        await CutAsync(true);
        var opened = await OpenAsync(client, probes: false);
        Assert.True(opened.IsOpen, opened.Reason);
        Assert.Null(opened.Probe);
        await CutAsync(false);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    public async Task WhoeverServesANexusLooksAtTheDisks_WhenItIsAskedTo_AndSaysWhatIsWrong()
    {
        var client = await ClientAsync();
        await _rig.PortAsync();

        Assert.Equal("", (await OpenAsync(client, probes: true)).Probe);
        Assert.Equal("", (await OpenAsync(client, probes: true, LunField(1))).Probe);
        Assert.Contains("does not answer", (await OpenAsync(client, probes: true, LunField(7))).Probe, StringComparison.Ordinal);
    }

    /// <summary>Peripheral device addressing (SAM-5 clause 4.7.7.2).</summary>
    private static ulong LunField(ulong lun) => lun << 48;

    private async Task<ActiveClient> ClientAsync()
    {
        var known = await _rig.Cec.Ask<PartitionsReply>(new GetPartitions(), TestLimits.Answer);
        var pair = Assert.Single(known.Pairs);
        return new ActiveClient(
            pair.ServerSlot,
            new ClientIdentity(known.Cec, known.Partitions.Single(partition => partition.Id == pair.Client), pair.ClientSlot));
    }

    private async Task<NexusOpened> OpenAsync(ActiveClient client, bool probes, params ulong[] disks) =>
        await AdaptersAsync<NexusOpened>(new OpenNexus(
            client.ServerSlot, $"crq.{client.Identity.Client.Id}.{client.Identity.ClientSlot}", "test", probes, [.. disks]));

    private async Task<T> AdaptersAsync<T>(object message)
    {
        var adapters = await Sys.ActorSelection(_rig.Vios.Path / "adapters").ResolveOne(TestLimits.Answer);
        adapters.Tell(message, TestActor);

        // A login that takes over from another has that told of its end.
        return FishForMessage<T>(_ => true, TestLimits.Answer);
    }

    private Task<ClusterNetworkReport> CutAsync(bool cut) =>
        _rig.Vios.Ask<ClusterNetworkReport>(new CutClusterNetwork(cut), TestLimits.Answer);
}
