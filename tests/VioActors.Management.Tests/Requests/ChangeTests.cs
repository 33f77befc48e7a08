using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Requests;

public sealed class ChangeTests : IAsyncLifetime
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
    public async Task An_lu_is_made_renamed_grown_and_removed()
    {
        var made = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var renamed = await _api.ChangeAsync<LuObject>(made.Version, new LuAlteration(made.Id, Name: "data"));
        var grown = await _api.ChangeAsync<LuObject>(renamed.Version, new LuAlteration("data", SizeBytes: 8 << 20));
        await _api.RemoveAsync(VioObjectKind.Lu, "data", grown.Version);

        Assert.Equal("ready", made.Status);
        Assert.Equal("data", renamed.Name);
        Assert.Equal(8 << 20, grown.SizeBytes);
        Assert.True(made.Version < renamed.Version && renamed.Version < grown.Version);
        Assert.Empty(await _api.ListAsync<LuObject>(VioObjectKind.Lu));
    }

    [Fact]
    [Trait("Req", "MGT-3")]
    [Trait("Req", "STO-3")]
    public async Task A_snapshot_is_taken_cloned_rolled_back_and_removed()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var taken = await _api.CreateAsync<SnapshotObject>(new SnapshotCreation("lu1", "monday"));
        await RefusedAsync(
            VioFaultCode.AlreadyExists, () => _api.CreateAsync<SnapshotObject>(new SnapshotCreation("lu1", "monday")));
        await RefusedAsync(VioFaultCode.NotFound, () => _api.CreateAsync<LuObject>(new CloneCreation("copy", "lu1@sunday")));
        var clone = await _api.CreateAsync<LuObject>(new CloneCreation("copy", "lu1@monday"));
        await RefusedAsync(
            VioFaultCode.Invalid, () => _api.ChangeAsync<SnapshotObject>(1, new SnapshotAlteration(taken.Id, RollBack: false)));
        var rolled = await _api.ChangeAsync<SnapshotObject>(1, new SnapshotAlteration("lu1@monday", RollBack: true));

        Assert.Equal(($"{lu.Id}@monday", lu.Id, "lu1", 4L << 20), (taken.Id, taken.Lu, taken.LuName, taken.SizeBytes));
        Assert.Equal((taken.Id, 4L << 20, false), (clone.CloneOf, clone.SizeBytes, clone.Thick));
        Assert.Equal(taken, rolled);
        Assert.Equal([taken], await _api.ListAsync<SnapshotObject>(VioObjectKind.Snapshot, "lu1"));
        await _api.RemoveAsync(VioObjectKind.Snapshot, "lu1@monday", 1);
        Assert.Empty(await _api.ListAsync<SnapshotObject>(VioObjectKind.Snapshot));
        await _api.RemoveAsync(VioObjectKind.Lu, "lu1", lu.Version);
        Assert.Equal(["copy"], (await _api.ListAsync<LuObject>(VioObjectKind.Lu)).Select(left => left.Name));
    }

    [Fact]
    [Trait("Req", "ID-5")]
    [Trait("Req", "REG-11")]
    public async Task A_mapping_is_made_and_removed_on_any_vios_even_one_that_never_ran()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var adapter = await _api.CreateAsync<AdapterObject>(new AdapterCreation("vios2", "virtualScsi", ApiRig.Client5.ToString(), 3));
        var mapping = await _api.CreateAsync<MappingObject>(new MappingCreation("vios2", adapter.Name, lu.Id, 4, "vtdata", true));

        await RefusedAsync(VioFaultCode.InUse, () => _api.RemoveAsync(VioObjectKind.Adapter, adapter.Id, adapter.Version));
        await RefusedAsync(VioFaultCode.InUse, () => _api.RemoveAsync(VioObjectKind.Lu, lu.Id, lu.Version));
        Assert.Equal((4, "vtdata", true), (mapping.Lun, mapping.Device, mapping.ReadOnly));

        await _api.RemoveAsync(VioObjectKind.Mapping, mapping.Id, mapping.Version);
        var now = await _api.ShowAsync<AdapterObject>(VioObjectKind.Adapter, adapter.Id);
        await _api.RemoveAsync(VioObjectKind.Adapter, adapter.Id, now.Version);

        Assert.Empty(await _api.ListAsync<MappingObject>(VioObjectKind.Mapping));
        Assert.Empty(await _api.ListAsync<AdapterObject>(VioObjectKind.Adapter));
    }

    [Fact]
    public async Task A_forced_removal_takes_the_mappings_along()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var adapter = await _api.CreateAsync<AdapterObject>(new AdapterCreation("vios1", "virtualScsi", ApiRig.Client5.ToString(), 3));
        await _api.CreateAsync<MappingObject>(new MappingCreation("vios1", adapter.Name, lu.Id));

        await _api.RemoveAsync(VioObjectKind.Lu, lu.Id, lu.Version, force: true);

        await RefusedAsync(VioFaultCode.NotFound, () => _api.ShowAsync<LuObject>(VioObjectKind.Lu, lu.Id));
    }

    [Fact]
    public async Task Members_are_added_and_removed()
    {
        var made = await _api.CreateAsync<ViosObject>(new ViosCreation(null, "vios3", ApiRig.Drc(3).ToString()));
        Assert.Equal("defined", made.Status);

        await _api.RemoveAsync(VioObjectKind.Vios, "vios3", made.Version);

        Assert.Equal(["vios1", "vios2"], (await _api.ListAsync<ViosObject>(VioObjectKind.Vios)).Select(vios => vios.Name));
    }

    [Fact]
    public async Task Policies_and_thresholds_are_set()
    {
        var cluster = await _api.ChangeAsync<ClusterObject>(0, new ClusterAlteration("io-redundancy", "retry = 3\n# two\tlines <&>"));
        var pool = await _api.ShowAsync<PoolObject>(VioObjectKind.Pool, "pool0");
        var changed = await _api.ChangeAsync<PoolObject>(pool.Revision, new PoolAlteration("pool0", WarningPercent: 50));

        Assert.Equal(new Policy("io-redundancy", 1, "retry = 3\n# two\tlines <&>"), Assert.Single(cluster.Policies));
        Assert.Equal((50, pool.CriticalPercent), (changed.WarningPercent, changed.CriticalPercent));
        await RefusedAsync(VioFaultCode.VersionConflict, () =>
            _api.ChangeAsync<PoolObject>(pool.Revision, new PoolAlteration("pool0", WarningPercent: 60)));
        await RefusedAsync(VioFaultCode.VersionConflict, () =>
            _api.ChangeAsync<ClusterObject>(0, new ClusterAlteration("io-redundancy", "off")));
    }

    [Fact]
    [Trait("Req", "REG-11")]
    public async Task Of_administrators_who_change_the_same_object_one_wins_and_the_others_are_told()
    {
        var lu = await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => _api.SendAsync(
            new VioRequest($"{number}", new ChangeObject(lu.Version, null, new LuAlteration(lu.Id, Name: $"name{number}"))),
            CancellationToken.None)));

        var won = Assert.Single(outcomes, outcome => outcome.Exception is null);
        Assert.All(
            outcomes.Where(outcome => outcome.Exception is not null),
            outcome => Assert.Equal(VioFaultCode.VersionConflict, outcome.Exception!.Code));
        var now = await _api.ShowAsync<LuObject>(VioObjectKind.Lu, lu.Id);
        Assert.Equal($"name{won.RequestId}", now.Name);
        Assert.Equal(lu.Version + 1, now.Version);
    }

    [Fact]
    public async Task Every_refusal_says_what_is_wrong_and_what_to_do()
    {
        await _api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 4 << 20));
        var client = ApiRig.Client5.ToString();
        var drc = ApiRig.Drc(1).ToString();
        (VioFaultCode Code, VioOperation Operation)[] refused =
        [
            (VioFaultCode.AlreadyExists, new CreateObject(null, new LuCreation("lu1", "pool0", 1 << 20))),
            (VioFaultCode.NotFound, new CreateObject(null, new LuCreation("lu2", "pool9", 1 << 20))),
            (VioFaultCode.Invalid, new CreateObject(null, new LuCreation("bad name", "pool0", 1 << 20))),
            (VioFaultCode.Invalid, new CreateObject(null, new LuCreation("lu2", "pool0", 1 << 20, Kind: "tape"))),
            (VioFaultCode.Invalid, new CreateObject(null, new LuCreation("lu2", "pool0", 0))),
            (VioFaultCode.SpaceExhausted, new CreateObject(null, new LuCreation("lu2", "pool0", 1 << 30, Thick: true))),
            (VioFaultCode.NotFound, new CreateObject(null, new AdapterCreation("vios9", "virtualScsi", client))),
            (VioFaultCode.Invalid, new CreateObject(null, new AdapterCreation("vios1", "virtualScsi", "nobody"))),
            (VioFaultCode.Invalid, new CreateObject(null, new AdapterCreation("vios1", "virtualScsi", client, Slot: -5))),
            (VioFaultCode.NotFound, new CreateObject(null, new MappingCreation("vios1", "vhost9", "lu1"))),
            (VioFaultCode.NotFound, new CreateObject(null, new MappingCreation("vios1", "vhost0", "lu9"))),
            (VioFaultCode.Invalid, new CreateObject(null, new MappingCreation("vios1", "vhost0", "lu1", Lun: 99999))),
            (VioFaultCode.AlreadyExists, new CreateObject(null, new ViosCreation(null, "vios3", drc))),
            (VioFaultCode.Invalid, new CreateObject(null, new ViosCreation("x", "vios3", drc))),
            (VioFaultCode.Invalid, new ChangeObject(1, null, new LuAlteration("lu1"))),
            (VioFaultCode.VersionConflict, new ChangeObject(77, null, new LuAlteration("lu1", Name: "b"))),
            (VioFaultCode.Invalid, new ChangeObject(1, null, new LuAlteration("lu1", SizeBytes: 1))),
            (VioFaultCode.NotSupported, new RemoveObject(VioObjectKind.Pool, "pool0", 1)),
            (VioFaultCode.NotSupported, new RemoveObject(VioObjectKind.Cluster, "c1", 1)),
            (VioFaultCode.NotFound, new RemoveObject(VioObjectKind.Lu, "lu9", 1)),
            (VioFaultCode.VersionConflict, new RemoveObject(VioObjectKind.Lu, "lu1", 9)),
            (VioFaultCode.NotSupported, new ShowObject(VioObjectKind.All, "x")),
            (VioFaultCode.NotSupported, new ShowObject(VioObjectKind.Event, "1")),
            (VioFaultCode.Invalid, new PollEvents("xyz", null, null, [])),
        ];
        foreach (var (code, operation) in refused)
        {
            var response = await _api.SendAsync(new VioRequest("r1", operation), CancellationToken.None);

            Assert.True(response.Exception?.Code == code, $"{operation}: {response.Exception}");
            Assert.Equal("r1", response.RequestId);
            Assert.False(string.IsNullOrWhiteSpace(response.Exception.Text), $"{operation}");
            Assert.False(string.IsNullOrWhiteSpace(response.Exception.Action), $"{operation}");
        }

        Assert.Equal(["lu1"], (await _api.ListAsync<LuObject>(VioObjectKind.Lu)).Select(lu => lu.Name));
        Assert.Empty(await _api.ListAsync<AdapterObject>(VioObjectKind.Adapter));
    }

    private static async Task RefusedAsync(VioFaultCode code, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<VioRefusedException>(call);
        Assert.Equal(code, refused.Fault.Code);
    }
}
