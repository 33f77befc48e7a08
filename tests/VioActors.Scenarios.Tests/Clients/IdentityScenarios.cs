using Akka.Actor;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Scenarios.Tests.Clients;

public sealed class IdentityScenarios(SharedDev dev) : IClassFixture<SharedDev>
{
    private const int ClientCount = 16;
    private static readonly string[] ViosNames = ["vios1", "vios2"];
    private readonly DevRig _rig = dev.Rig;

    [Fact]
    [Trait("Req", "ID-1")]
    [Trait("Req", "ID-2")]
    [Trait("Req", "ID-6")]
    public async Task Given_AClient_When_ItLogsIn_Then_ItsIdsAreRecordedBeforeTheLoginIsCompleted_AndAReturningClientKeepsThem()
    {
        var key = await _rig.ClientKeyAsync("client1");
        await _rig.LoginAsync("vios1", "lu1", 1);

        // Nothing is waited for: the row is there as soon as the login was answered.
        var first = (await _rig.AskAsync<ClientFound>(new GetClient(key))).Client;
        var adapter = Assert.Single(first.Adapters);
        Assert.True(adapter.LoggedIn);
        Assert.Equal("fcs0", adapter.Physical?.Value);
        var device = await _rig.DeviceAsync("vios1", "lu1");
        Assert.Equal(((await _rig.System.ReportOfAsync("vios1")).Vios, device.Adapter), (adapter.Nexus.Vios,
            adapter.Nexus.ServerAdapter));
        Assert.Equal("client1", first.Name);

        await _rig.LoginAsync("vios1", "lu1", 1);
        await _rig.LoginAsync("vios2", "lu1", 1);
        var second = (await _rig.AskAsync<ClientFound>(new GetClient(key))).Client;
        Assert.Equal(first.ClientId, second.ClientId);
        Assert.Equal(2, second.Adapters.Count);
        Assert.Contains(second.Adapters, row => row.AdapterId == adapter.AdapterId && row.Nexus == adapter.Nexus);
    }

    [Fact]
    [Trait("Req", "ID-2")]
    public async Task Given_ALoggedInClient_When_ItsLastNexusEnds_Then_TheDbKnowsAndTheIdsStay()
    {
        var key = await _rig.ClientKeyAsync("client2");
        var (client, _) = await _rig.LoginAsync("vios1", "lu2");
        var before = (await _rig.AskAsync<ClientFound>(new GetClient(key))).Client;
        client.Nexus.Close("the test ends it");
        var after = await Eventually.ReachAsync(
            "the logout is recorded", () => _rig.AskAsync<ClientFound>(new GetClient(key)), found =>
                found.Client.Adapters.All(row => !row.LoggedIn));
        Assert.Equal(before.ClientId, after.Client.ClientId);
        Assert.Equal(before.Adapters.Select(row => row.AdapterId), after.Client.Adapters.Select(row => row.AdapterId));
    }

    [Fact]
    [Trait("Req", "ID-3")]
    [Trait("Req", "ID-4")]
    public async Task Given_ManyClients_When_AllLogInAtOnceThroughBothVioses_Then_EveryIdIsGivenOnce()
    {
        var phyp = await _rig.PhypAsync();
        var adapters = await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(number => PrepareAsync(phyp, $"many{number}")));
        var ports = await Task.WhenAll(adapters.SelectMany(pair => pair).Select(async adapter =>
            await _rig.PortAsync(adapter.Vios, adapter.Adapter.Name)));
        await Task.WhenAll(ports.Select(port => TestInitiator.LoginAsync(port)));

        var rows = new List<ClientRow>();
        for (var number = 0; number < ClientCount; number++)
            rows.Add((await _rig.AskAsync<ClientFound>(new GetClient(await _rig.ClientKeyAsync($"many{number}")))).Client);
        Assert.Equal(ClientCount, rows.Select(row => row.ClientId).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(2, row.Adapters.Count));
        Assert.Equal(2 * ClientCount, rows.SelectMany(row => row.Adapters).Select(row => row.AdapterId).Distinct().Count());
        Assert.Equal(2 * ClientCount, rows.SelectMany(row => row.Adapters).Select(row => row.Nexus).Distinct().Count());

        // ID-4: a name says which adapter of the CEC it is, whichever VIOS has it.
        var names = (await _rig.AskAsync<AdapterNamesFound>(new GetAdapterNames(_rig.System.Cec))).Names;
        Assert.Equal(names.Count, names.Select(use => use.Name).Distinct().Count());
        Assert.All(adapters.SelectMany(pair => pair), made => Assert.Contains(names, use => use.Name == made.Adapter.Name));
    }

    [Fact]
    [Trait("Req", "ID-1")]
    public async Task Given_AServerAdapterWhoseClientPhypDoesNotKnow_Then_TheLoginIsRefused()
    {
        var report = await _rig.System.ReportOfAsync("vios1");
        var stranger = ClientKey.OfLpar(_rig.System.Cec, new PartitionId(4000));
        var adapter = (await _rig.AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
            report.Vios, ServerAdapterKind.VirtualScsi, new SlotNumber(900), stranger, new SlotNumber(2), null))).Adapter;
        var port = await _rig.PortAsync("vios1", adapter.Name);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestInitiator.LoginAsync(port));
        Assert.StartsWith(nameof(LoginRefusal.NotAuthorized), refused.Message, StringComparison.Ordinal);
        await _rig.AskAsync<object>(new RemoveServerAdapter(report.Vios, adapter.Name, null));
        await Eventually.ReachAsync(
            "the adapter is gone", () => _rig.System.Vioses["vios1"].Ask<Actors.Vios.Adapters.TargetPortFound>(
                new Actors.Vios.Adapters.FindTargetPort(adapter.Name), TestLimits.Answer), found => found.Port is null);
    }

    /// <summary>A partition with an adapter at each VIOS.</summary>
    private async Task<(string Vios, ServerAdapter Adapter)[]> PrepareAsync(IActorRef phyp, string name)
    {
        var partition = (await phyp.Ask<PartitionReply>(new DefinePartition(name, PartitionKind.ExternalHost, []),
            TestLimits.Answer)).Partition;
        var made = new List<(string, ServerAdapter)>();
        foreach (var vios in ViosNames)
        {
            var report = await _rig.System.ReportOfAsync(vios);
            var pair = (await phyp.Ask<AdapterPairReply>(new PairAdapters(partition.Id, report.Drc.Partition), TestLimits.Answer)).Pair;
            made.Add((vios, (await _rig.AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
                report.Vios, ServerAdapterKind.VirtualScsi, pair.ServerSlot, ClientKey.OfLpar(_rig.System.Cec, partition.Id),
                    pair.ClientSlot, null))).Adapter));
        }

        return [.. made];
    }
}
