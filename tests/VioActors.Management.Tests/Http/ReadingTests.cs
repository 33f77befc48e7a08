using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Clients;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

public sealed class ReadingTests : IAsyncLifetime
{
    private ApiRig _rig = null!;
    private VioApiClient _api = null!;

    public async Task InitializeAsync()
    {
        _rig = await ApiRig.StartAsync();
        _api = _rig.Client();
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task The_cluster_and_its_members_are_shown()
    {
        var cluster = await _api.ShowAsync<ClusterObject>(VioObjectKind.Cluster, "c1");
        var vioses = await _api.ListAsync<ViosObject>(VioObjectKind.Vios);

        Assert.Equal(2, cluster.Members);
        Assert.Equal([ApiRig.Vios1.ToString()], cluster.ActiveNodes.Select(node => node.Vios));
        Assert.Equal(["vios1", "vios2"], vioses.Select(vios => vios.Name));
        Assert.Equal("active", vioses[0].Status);
        Assert.Equal("defined", vioses[1].Status);
        Assert.Equal(new Layer("clustering", "up", ""), Assert.Single(vioses[0].Layers));
        Assert.Equal(new Component("vio-actors", "0.1.0"), Assert.Single(vioses[0].Components));
        Assert.Equal(2, (await _api.ShowAsync<CecObject>(VioObjectKind.Cec, ApiRig.Cec.ToString())).Vioses);
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public async Task One_query_gives_the_comprehensive_view()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 8 << 20));
        var adapter = await _api.CreateAsync<AdapterObject>(
            new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 2));
        var mapping = await _api.CreateAsync<MappingObject>(new MappingCreation("vios1", adapter.Name, lu.Id, 1));
        await _rig.AskAsync<ClientIdentified>(new LoginClient(
            ApiRig.Client5, "client5", new NexusKey(ApiRig.Vios1, AdapterName.Parse(adapter.Name), new SlotNumber(2))));

        var view = await _api.ViewAsync();

        Assert.Equal(
            ["ClusterObject", "ViosObject", "ViosObject", "CecObject", "ClientObject", "AdapterObject", "MappingObject", "PoolObject",
                "PvObject", "LuObject"],
            view.Select(thing => thing.GetType().Name));
        var client = Assert.Single(view.OfType<ClientObject>());
        Assert.True(client.LoggedIn);
        Assert.Equal("client5", client.Name);
        Assert.Equal(adapter.Name, Assert.Single(client.Nexuses).Adapter);
        Assert.Equal(mapping, Assert.Single(view.OfType<MappingObject>()));
        Assert.Equal(lu.Id, mapping.Lu);
        Assert.Equal(8 << 20, Assert.Single(view.OfType<PoolObject>()).ProvisionedBytes);
        Assert.Equal(1, Assert.Single(view.OfType<CecObject>()).Clients);
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public async Task An_lu_says_who_uses_it()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 8 << 20));
        var adapter = await _api.CreateAsync<AdapterObject>(
            new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 2));
        await _api.CreateAsync<MappingObject>(new MappingCreation("vios1", adapter.Name, "lu1"));

        var shown = await _api.ShowAsync<LuObject>(VioObjectKind.Lu, "pool0/lu1");

        Assert.Equal(lu.Id, shown.Id);
        Assert.Equal(
            new LuUsage("mapped", ApiRig.Vios1.ToString(), ApiRig.Client5.ToString(), adapter.Name, false, null),
            Assert.Single(shown.Uses));
    }

    [Fact]
    public async Task A_parent_narrows_a_list()
    {
        await _api.CreateAsync<AdapterObject>(new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 2));
        await _api.CreateAsync<AdapterObject>(new AdapterCreation("vios2", "virtualScsi", ApiRig.Client5.ToString(), 3));

        var one = await _api.ListAsync<AdapterObject>(VioObjectKind.Adapter, ApiRig.Vios2.ToString());
        var both = await _api.ListAsync<AdapterObject>(VioObjectKind.Adapter, ApiRig.Client5.ToString());

        Assert.Equal(ApiRig.Vios2.ToString(), Assert.Single(one).Vios);
        Assert.Equal(2, both.Count);
        Assert.Empty(await _api.ListAsync<AdapterObject>(VioObjectKind.Adapter, "nobody"));
        Assert.Single(await _api.ListAsync<PvObject>(VioObjectKind.Pv, "pool0"));
    }

    [Theory]
    [InlineData(VioObjectKind.Vios, "vios9")]
    [InlineData(VioObjectKind.Lu, "60256410000000000000000000000000")]
    [InlineData(VioObjectKind.Cluster, "other")]
    public async Task What_is_not_there_is_refused_with_what_to_do(VioObjectKind kind, string id)
    {
        var refused = await Assert.ThrowsAsync<VioRefusedException>(() => _api.ShowAsync<VioObject>(kind, id));

        Assert.Equal(VioFaultCode.NotFound, refused.Fault.Code);
        Assert.Equal(id, refused.Fault.ObjectId);
        Assert.Contains("List the", refused.Fault.Action, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task A_hundred_callers_at_once_are_all_answered()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            _api.CreateAsync<LuObject>(new LuCreation($"lu{number}", "pool0", 1 << 20))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _api.ListAsync<LuObject>(VioObjectKind.Lu)));

        Assert.Equal(50, created.Select(lu => lu.Id).Distinct().Count());
        Assert.All(answers, lus => Assert.Equal(50, lus.Count));
    }
}
