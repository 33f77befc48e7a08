using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Vios;

public class ViosDecisionsTests
{
    private static readonly VioUuid Id = ViosId(1);
    private static readonly ClientKey Lpar5 = ClientKey.OfLpar(CecA, new PartitionId(5));
    private static readonly ClientKey Host1 = ClientKey.OfInitiator(InitiatorName.Parse("iqn.2026-01.org.example:host1"));
    private static readonly AdapterName Vhost0 = AdapterName.Parse("vhost0");
    private static readonly AdapterName Vhost1 = AdapterName.Parse("vhost1");
    private static readonly LuName Disk = LuName.Parse("disk");

    [Fact]
    [Trait("Req", "ID-4")]
    public void An_adapter_waits_for_a_name_of_its_CEC_and_pairs_with_one_client_adapter()
    {
        var vios = Defined();

        var waiting = vios.Do(Add(Lpar5, clientSlot: 2));
        Assert.Null(waiting.Reply);
        Assert.Equal(new ReserveNameAtCec(CecA, new SlotNumber(2), "vhost", null), vios.LastEffect<ReserveNameAtCec>());
        vios.Accepted(new ConcludeAdapterName(Id, new SlotNumber(2), Vhost0, null));
        var adapter = vios.Answered<ServerAdapterAnswer>(Add(Lpar5, clientSlot: 2)).Adapter;

        Assert.Equal((Vhost0, "9117.MMA.10F6E2B-V1-C2", Lpar5), (adapter.Name, adapter.Drc.ToString(), adapter.Client));
        Assert.Equal(adapter, vios.Answered<ServerAdapterAnswer>(Add(Lpar5, clientSlot: 2)).Adapter);
        Assert.Single(vios.State.Devices!.Adapters);
        Assert.Equal(vios.State.Devices.Version, vios.LastEffect<AnnounceDevices>().Version);
    }

    [Fact]
    public void A_name_that_the_CEC_refuses_is_refused_to_who_waits()
    {
        var vios = Defined();
        var waiting = vios.Do(Add(Lpar5, clientSlot: 2));

        var decision = vios.Do(new ConcludeAdapterName(Id, new SlotNumber(2), null, "vhost0 is taken."));

        Assert.Equal(waiting.WaitKey, Assert.Single(decision.Resolutions).WaitKey);
        Assert.IsType<Rejected>(decision.Resolutions[0].Reply);
    }

    [Theory]
    [InlineData("lpar:9117.MMA.10F6E2B/5", ServerAdapterKind.Unspecified, 2, 2)]
    [InlineData("lpar:9117.MMA.10F6E2B/5", ServerAdapterKind.Iscsi, null, 2)]
    [InlineData("lpar:9117.MMA.10F6E2B/5", ServerAdapterKind.VirtualScsi, null, 2)]
    [InlineData("lpar:8286.41A.21E8A5V/5", ServerAdapterKind.VirtualScsi, 2, 2)]
    [InlineData("lpar:9117.MMA.10F6E2B/5", ServerAdapterKind.VirtualScsi, 2, 1)]
    [InlineData("iscsi:iqn.2026-01.org.example:host1", ServerAdapterKind.VirtualScsi, null, 2)]
    public void An_adapter_that_does_not_fit_its_client_is_refused(string client, ServerAdapterKind kind, int? clientSlot, int slot) =>
        Defined().Refused(
            new AddServerAdapter(
                Id, kind, new SlotNumber(slot), ClientKey.Parse(client), clientSlot is { } number ? new SlotNumber(number) : null, null),
            RejectionCode.Invalid);

    [Fact]
    public void A_slot_of_another_client_is_refused()
    {
        var vios = WithAdapters();

        vios.Refused(
            new AddServerAdapter(Id, ServerAdapterKind.VirtualScsi, new SlotNumber(2), Lpar5, new SlotNumber(9), null),
            RejectionCode.AlreadyExists);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public void Mapping_binds_the_logical_unit_to_the_client_of_the_adapter_and_makes_the_device()
    {
        var vios = WithAdapters();

        var waiting = vios.Do(Map(Vhost0, 1));
        Assert.Null(waiting.Reply);
        Assert.Equal(new BindAtLu(LuNumber(1), Vhost0, Lpar5, false), vios.LastEffect<BindAtLu>());
        vios.Accepted(new ConcludeBinding(Id, Vhost0, LuNumber(1), Disk, null));
        var device = vios.Answered<MappingAnswer>(Map(Vhost0, 1)).Device;

        Assert.Equal(("vtscsi0", 0, Disk), (device.Name.Value, device.Lun.Value, device.LuName));
        Assert.Equal(device, vios.Answered<MappingAnswer>(Map(Vhost0, 1)).Device);
        Assert.Empty(vios.State.Bindings);
        Assert.Equal(("vtscsi1", 1), Brief(Mapped(vios, Vhost0, 2)));
        Assert.Equal(("vtscsi2", 0), Brief(Mapped(vios, Vhost1, 1)));
    }

    [Fact]
    [Trait("Req", "STO-8")]
    public void A_logical_unit_of_another_client_is_refused_with_what_it_says()
    {
        var vios = WithAdapters();
        var waiting = vios.Do(Map(Vhost0, 1));
        var refusal = new Rejected(RejectionCode.InUse, "It is mapped to another client.");

        var decision = vios.Do(new ConcludeBinding(Id, Vhost0, LuNumber(1), null, refusal));

        Assert.Equal(new Resolution(waiting.WaitKey!, refusal), Assert.Single(decision.Resolutions));
        Assert.Empty(vios.State.Devices!.Devices);
    }

    [Fact]
    public void A_mapping_is_refused_for_taken_names_and_numbers_and_unknown_adapters()
    {
        var vios = WithAdapters();
        Mapped(vios, Vhost0, 1);

        vios.Refused(Map(AdapterName.Parse("vhost9"), 2), RejectionCode.NotFound);
        vios.Refused(Map(Vhost0, 2) with { Lun = new LunNumber(0) }, RejectionCode.AlreadyExists);
        vios.Refused(Map(Vhost1, 2) with { Device = VtdName.Parse("vtscsi0") }, RejectionCode.AlreadyExists);
        vios.Refused(Map(Vhost0, 1) with { Lun = new LunNumber(7) }, RejectionCode.AlreadyExists);
    }

    [Fact]
    public void A_binding_that_got_no_device_is_given_back()
    {
        var vios = WithAdapters();
        var both = Map(Vhost0, 2) with { Lun = new LunNumber(3) };
        vios.Do(both);
        Mapped(vios, Vhost0, 1, lun: 3);
        vios.Accepted(new ConcludeBinding(Id, Vhost0, LuNumber(2), Disk, null));

        var decision = vios.Do(both);

        Assert.Equal(RejectionCode.AlreadyExists, Assert.IsType<Rejected>(decision.Reply).Code);
        Assert.Equal(new UnbindAtLu(LuNumber(2), Vhost0), vios.LastEffect<UnbindAtLu>());
        Assert.Empty(vios.State.Bindings);
    }

    [Fact]
    public void A_new_mapping_waits_until_the_logical_unit_has_confirmed_the_end_of_the_old_one()
    {
        var vios = WithAdapters();
        Mapped(vios, Vhost0, 1);
        vios.Accepted(new UnmapLu(Id, VtdName.Parse("vtscsi0"), null));

        Assert.Equal([new UnbindAtLu(LuNumber(1), Vhost0)], ViosDecisions.Resume(ViosState.From(vios.State.ToSnapshot())));
        var waiting = vios.Do(Map(Vhost0, 1));
        Assert.Null(waiting.Reply);
        Assert.Empty(waiting.Effects);
        vios.Accepted(new ConcludeUnbinding(Id, Vhost0, LuNumber(1)));

        Assert.Empty(vios.State.Unbindings);
        Assert.IsType<BindAtLu>(Assert.Single(vios.Do(Map(Vhost0, 1)).Effects));
        Assert.IsType<NoOp>(vios.Do(new ConcludeUnbinding(Id, Vhost0, LuNumber(1))).Reply);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public void Removing_a_device_or_its_logical_unit_removes_the_entries()
    {
        var vios = WithAdapters();
        Mapped(vios, Vhost0, 1);
        Mapped(vios, Vhost1, 1);
        Mapped(vios, Vhost0, 2);

        vios.Accepted(new UnmapLu(Id, VtdName.Parse("vtscsi2"), ObjectVersion.First));
        Assert.Equal(new UnbindAtLu(LuNumber(2), Vhost0), vios.LastEffect<UnbindAtLu>());
        vios.Accepted(new ForgetLu(Id, LuNumber(1)));

        Assert.Empty(vios.State.Devices!.Devices);
        Assert.IsType<NoOp>(vios.Do(new ForgetLu(Id, LuNumber(1))).Reply);
        Assert.IsType<NoOp>(vios.Do(new UnmapLu(Id, VtdName.Parse("vtscsi2"), null)).Reply);
    }

    [Fact]
    public void An_adapter_goes_only_without_devices_and_with_the_version_that_was_seen()
    {
        var vios = WithAdapters();
        Mapped(vios, Vhost0, 1);

        vios.Refused(new RemoveServerAdapter(Id, Vhost0, null), RejectionCode.InUse);
        vios.Refused(new UnmapLu(Id, VtdName.Parse("vtscsi0"), new ObjectVersion(9)), RejectionCode.VersionConflict);
        vios.Refused(new RemoveServerAdapter(Id, Vhost1, new ObjectVersion(9)), RejectionCode.VersionConflict);
        vios.Accepted(new RemoveServerAdapter(Id, Vhost1, ObjectVersion.First));

        Assert.Equal(new FreeNameAtCec(CecA, Vhost1), vios.LastEffect<FreeNameAtCec>());
        Assert.IsType<NoOp>(vios.Do(new RemoveServerAdapter(Id, Vhost1, null)).Reply);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void A_VIOS_with_mapped_clients_retires_only_by_force_and_takes_nothing_new_afterwards()
    {
        var vios = WithAdapters();
        Mapped(vios, Vhost0, 1);

        var refused = vios.Refused(new RetireVios(Id, false), RejectionCode.InUse);
        Assert.Contains("lpar:9117.MMA.10F6E2B/5", refused.Reason, StringComparison.Ordinal);
        vios.Accepted(new RetireVios(Id, true));

        Assert.Empty(vios.State.Devices!.Devices);
        Assert.Equal(new UnbindAtLu(LuNumber(1), Vhost0), vios.LastEffect<UnbindAtLu>());
        vios.Refused(Map(Vhost0, 1), RejectionCode.WrongStatus);
        Assert.IsType<NoOp>(vios.Do(new RetireVios(Id, false)).Reply);
        vios.Accepted(new DefineVios(Id, DrcName.Parse($"{CecA}-V1"), []));
        Assert.False(vios.State.Devices!.Retired);
    }

    [Fact]
    [Trait("Req", "SYS-3")]
    public void A_VIOS_that_moved_has_new_location_codes_and_the_same_UUID()
    {
        var vios = WithAdapters();

        vios.Accepted(new DefineVios(Id, DrcName.Parse("8286.41A.21E8A5V-V7"), []));

        Assert.Equal("8286.41A.21E8A5V-V7-C2", vios.State.FindAdapter(Vhost0)!.Drc.ToString());
        Assert.Equal(Id, vios.State.Devices!.Vios);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void The_version_grows_with_every_change_and_the_state_comes_back()
    {
        var vios = WithAdapters();
        var before = vios.State.Devices!.Version;
        Mapped(vios, Vhost0, 1);

        Assert.True(vios.State.Devices!.Version.CompareTo(before) > 0);
        var replayed = vios.Stored.Aggregate(ViosState.Empty, (state, e) => state.Apply(e));
        Assert.Equal(vios.State.ToSnapshot(), replayed.ToSnapshot());
        Assert.Equal(vios.State.ToSnapshot(), ViosState.From(vios.State.ToSnapshot()).ToSnapshot());
        Assert.Equal(vios.State.Devices, vios.Answered<ViosDevicesFound>(new GetViosDevices(Id)).Devices);
    }

    [Fact]
    public void An_undefined_VIOS_has_nothing()
    {
        var vios = New();

        vios.Refused(Map(Vhost0, 1), RejectionCode.NotFound);
        vios.Refused(new GetViosDevices(Id), RejectionCode.NotFound);
        Assert.IsType<NoOp>(vios.Do(new RetireVios(Id, false)).Reply);
    }

    private static (string Name, int Lun) Brief(VirtualTargetDevice device) => (device.Name.Value, device.Lun.Value);

    private static Playback<ViosState, IViosEvent, IViosMessage> New() =>
        new(ViosState.Empty, ViosDecisions.Decide, (state, e) => state.Apply(e));

    private static Playback<ViosState, IViosEvent, IViosMessage> Defined()
    {
        var vios = New();
        vios.Accepted(new DefineVios(Id, DrcName.Parse($"{CecA}-V1"), ["10.0.0.1:3260"]));
        return vios;
    }

    private static Playback<ViosState, IViosEvent, IViosMessage> WithAdapters()
    {
        var vios = Defined();
        vios.Accepted(new ConcludeAdapterName(Id, new SlotNumber(2), Vhost0, null));
        vios.Answered<ServerAdapterAnswer>(Add(Lpar5, clientSlot: 2));
        vios.Accepted(new ConcludeAdapterName(Id, new SlotNumber(3), Vhost1, null));
        vios.Answered<ServerAdapterAnswer>(new AddServerAdapter(Id, ServerAdapterKind.Iscsi, null, Host1, null, null));
        return vios;
    }

    private static AddServerAdapter Add(ClientKey client, int clientSlot) =>
        new(Id, ServerAdapterKind.VirtualScsi, null, client, new SlotNumber(clientSlot), null);

    private static MapLu Map(AdapterName adapter, int lu) => new(Id, adapter, PoolA, LuNumber(lu), null, null, false, false);

    private static VirtualTargetDevice Mapped(
        Playback<ViosState, IViosEvent, IViosMessage> vios,
        AdapterName adapter,
        int lu,
        int? lun = null)
    {
        vios.Accepted(new ConcludeBinding(Id, adapter, LuNumber(lu), Disk, null));
        var map = Map(adapter, lu) with { Lun = lun is { } number ? new LunNumber(number) : null };
        return vios.Answered<MappingAnswer>(map).Device;
    }
}
