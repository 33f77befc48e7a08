using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using static VioActors.Domain.Tests.Devices.Hardware;

namespace VioActors.Domain.Tests.Devices;

public class InventoryDecisionsTests
{
    private static readonly VioUuid Id = ViosId(1);

    [Fact]
    [Trait("Req", "BR-2")]
    public void Hardware_that_is_found_is_recorded_and_what_was_set_of_it_stays()
    {
        var inventory = Found();
        inventory.Accepted(Set(DeviceKind.FcAdapter, "fcs0", ("num_cmd_elems", "1024")));
        var moved = Fcs0 with { Location = "U78D2.001.10F6E2B-P1-C9-T1" };

        var devices = inventory.Answered<InventoryFound>(new DiscoverDevices(Id, [moved, Fscsi0, Hdisk0])).Inventory.Devices;

        Assert.Equal(["fcs0", "fscsi0", "hdisk0"], devices.Select(device => device.Name.Value));
        Assert.Equal("U78D2.001.10F6E2B-P1-C9-T1", devices[0].Location);
        Assert.Equal("1024", devices[0]["num_cmd_elems"]);
        Assert.Equal("c0507601a2b30004", devices[0]["wwpn"]);
        var before = inventory.Stored.Count;
        inventory.Answered<InventoryFound>(new DiscoverDevices(Id, [moved, Fscsi0, Hdisk0]));
        Assert.Equal(before, inventory.Stored.Count);
    }

    [Fact]
    public void Logical_devices_stay_when_the_hardware_is_looked_for()
    {
        var inventory = Found();
        inventory.Accepted(new AddDevice(Id, Datavg));

        inventory.Accepted(new DiscoverDevices(Id, [Hdisk0]));

        Assert.NotNull(inventory.State.Find(DeviceKind.VolumeGroup, DeviceName.Parse("datavg")));
        Assert.Null(inventory.State.Find(DeviceKind.FcAdapter, DeviceName.Parse("fcs0")));
    }

    [Fact]
    public void A_device_is_added_once_and_its_version_is_announced()
    {
        var inventory = Found();

        Assert.Equal(Sea, inventory.Answered<DeviceAnswer>(new AddDevice(Id, Sea)).Device);

        Assert.Equal(inventory.State.Version, inventory.LastEffect<AnnounceInventory>().Version);
        Assert.IsType<NoOp>(inventory.Do(new AddDevice(Id, Sea)).Reply);
        inventory.Refused(new AddDevice(Id, Sea.With([new("pvid", "7")])), RejectionCode.AlreadyExists);
    }

    [Fact]
    public void A_device_waits_for_the_one_that_it_belongs_to_and_keeps_it()
    {
        var inventory = Found();

        inventory.Refused(new AddDevice(Id, ClientPool), RejectionCode.NotFound);
        inventory.Accepted(new AddDevice(Id, Datavg));
        inventory.Accepted(new AddDevice(Id, ClientPool));
        inventory.Accepted(new AddDevice(Id, Files));

        var refused = inventory.Refused(new RemoveDevice(Id, DeviceKind.StoragePool, ClientPool.Name), RejectionCode.InUse);
        Assert.Contains("file-backed pool files", refused.Reason, StringComparison.Ordinal);
        inventory.Accepted(new RemoveDevice(Id, DeviceKind.FileBackedPool, Files.Name));
        inventory.Accepted(new RemoveDevice(Id, DeviceKind.StoragePool, ClientPool.Name));
        Assert.IsType<NoOp>(inventory.Do(new RemoveDevice(Id, DeviceKind.StoragePool, ClientPool.Name)).Reply);
    }

    [Theory]
    [InlineData("num_cmd_elems", "19")]
    [InlineData("num_cmd_elems", "0500")]
    [InlineData("num_cmd_elems", "many")]
    [InlineData("init_link", "sometimes")]
    [InlineData("wwpn", "c0507601a2b30005")]
    [InlineData("colour", "red")]
    public void A_value_that_does_not_fit_is_refused(string attribute, string value) =>
        Found().Refused(Set(DeviceKind.FcAdapter, "fcs0", (attribute, value)), RejectionCode.Invalid);

    [Fact]
    public void An_attribute_given_twice_is_refused() => Found().Refused(
        Set(DeviceKind.FcAdapter, "fcs0", ("num_cmd_elems", "500"), ("num_cmd_elems", "600")), RejectionCode.Invalid);

    [Fact]
    public void A_secret_is_not_repeated_to_the_one_who_set_it_wrongly()
    {
        var inventory = Found();
        inventory.Accepted(new DiscoverDevices(Id, [Device.Of(DeviceKind.IscsiController, "iscsi0", null, "")]));

        var refused = inventory.Refused(
            Set(DeviceKind.IscsiController, "iscsi0", ("chap_secret", "hidden" + new string('x', 300))), RejectionCode.Invalid);

        Assert.DoesNotContain("hidden", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_of_a_device_that_is_not_there_cannot_be_set() =>
        Found().Refused(Set(DeviceKind.FcAdapter, "fcs9", ("num_cmd_elems", "500")), RejectionCode.NotFound);

    public static TheoryData<string> Wrong => ["unknown", "prefix", "parent", "location", "missing", "kept"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_device_that_breaks_its_rules_is_refused(string what)
    {
        var device = what switch
        {
            "unknown" => Sea with { Kind = (DeviceKind)77 },
            "prefix" => Sea with { Name = DeviceName.Parse("sea8") },
            "parent" => Sea with { Parent = DeviceName.Parse("ent0") },
            "location" => Sea with { Location = "P1/C1" },
            "missing" => Sea with { Attributes = Sea.Attributes.Skip(1).ToValueList() },
            _ => Device.Of(DeviceKind.VirtualScsiAdapter, "vhost0", null, ""),
        };

        Found().Refused(new AddDevice(Id, device), RejectionCode.Invalid);
    }

    [Fact]
    public void What_is_no_physical_device_is_not_taken_for_hardware() =>
        Found().Refused(new DiscoverDevices(Id, [Datavg]), RejectionCode.Invalid);

    [Fact]
    public void A_snapshot_gives_the_same_state()
    {
        var inventory = Found();
        inventory.Accepted(new AddDevice(Id, Datavg));

        var back = InventoryState.From(inventory.State.ToSnapshot());

        Assert.Equal(inventory.State.ToInventory(Id), back.ToInventory(Id));
        Assert.Equal(inventory.State.Version, back.Version);
    }

    [Fact]
    [Trait("Req", "BR-2")]
    public void The_record_of_the_CEC_gives_the_adapters_and_disks_of_one_VIOS()
    {
        var hardware = new CecHardware(
            [
                new("U1-P1-C1-T1", PhysicalAdapterKind.FibreChannel, Id, AdapterName.Parse("fcs1"), "C0507601A2B30004"),
                new("U1-P1-C1-T2", PhysicalAdapterKind.Tape, Id, AdapterName.Parse("rmt0"), "serial 7"),
                new("U1-P1-C2-T1", PhysicalAdapterKind.Sas, ViosId(2), AdapterName.Parse("sissas0"), ""),
            ],
            [new("U1-P1-D1", Id, AdapterName.Parse("hdisk0"), ByteSize.FromGibibytes(10))],
            []);

        var found = FoundHardware.Of(hardware, Id, "vios1-fabric0", TimeSpan.FromSeconds(1), 2);

        Assert.Equal(["fcs1", "fscsi1", "rmt0", "hdisk0", "vios1-fabric0"], found.Select(device => device.Name.Value));
        Assert.All(found, device => Assert.Null(DeviceRules.FindFault(device)));
        Assert.Equal("fcs1", found[1].Parent?.Value);
        Assert.Equal("10G", found[3]["size"]);
    }

    [Fact]
    public void Every_kind_has_rules_and_defaults_that_they_accept()
    {
        foreach (var kind in Enum.GetValues<DeviceKind>().Where(kind => kind != DeviceKind.Unspecified))
        {
            var rule = DeviceCatalog.Get(kind);

            Assert.Null(DeviceRules.FindFault(Device.Of(kind, $"{rule.Prefix}0", null, "")));
            Assert.Equal(kind, DeviceCatalog.Find(rule.Token)!.Kind);
        }
    }

    [Fact]
    public void Names_are_ordered_by_number() => Assert.Equal(
        ["ent0", "ent2", "ent10", "fcs1"],
        new[] { "fcs1", "ent10", "ent2", "ent0" }.Select(DeviceName.Parse).Order().Select(name => name.Value));

    private static Playback<InventoryState, IInventoryEvent, IInventoryMessage> Found()
    {
        var inventory = new Playback<InventoryState, IInventoryEvent, IInventoryMessage>(
            InventoryState.Empty, InventoryDecisions.Decide, (state, @event) => state.Apply(@event));
        inventory.Accepted(new DiscoverDevices(Id, Hardware.Found));
        return inventory;
    }

    private static SetDeviceAttributes Set(DeviceKind kind, string name, params (string Name, string Value)[] changes) => new(
        Id, kind, DeviceName.Parse(name), changes.Select(change => new DeviceAttribute(change.Name, change.Value)).ToValueList());
}
