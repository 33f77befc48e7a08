using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Tests.Devices;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Devices.Hardware;

namespace VioActors.Domain.Tests.Restore;

public class RestorePlannerTests
{
    private static readonly BackupHeader Header = new RandomConfiguration(1).Make(0).Header;

    [Fact]
    [Trait("Req", "BR-7")]
    public void Hardware_is_validated_first_and_in_the_order_of_its_kinds()
    {
        var plan = RestorePlanner.Plan(new RandomConfiguration(2).Make(1), Scene([]), RestoreOptions.Default);

        string[] expected =
            ["fcs0", "fscsi0", "sissas0", "iscsi0", "rmt0", "cd0", "ent0", "hdisk0"];
        Assert.Equal(expected, plan.Findings.Select(finding => finding.Name.Value).Take(expected.Length));
        Assert.All(plan.Findings.Take(expected.Length), finding => Assert.Equal(FindingKind.Mismatch, finding.Finding));
    }

    [Fact]
    [Trait("Req", "BR-6")]
    public void Phases_follow_each_other_attributes_logical_virtual_mappings()
    {
        var wanted = new RandomConfiguration(3).Make(3);
        var bare = wanted.Devices.Where(device =>
            DeviceCatalog.Get(device.Kind).Class == DeviceClass.Hardware && device.Kind != DeviceKind.EthernetInterface)
            .Select(device => Device.Of(device.Kind, device.Name.Value, device.Parent?.Value, device.Location,
                [.. device.Attributes.Where(attribute => DeviceCatalog.Get(device.Kind).FindAttribute(attribute.Name)!.Uses
                    == AttributeUses.Identity).Select(attribute => (attribute.Name, attribute.Value))]));

        var plan = RestorePlanner.Plan(wanted, Scene([.. bare]), RestoreOptions.Default);

        Assert.Empty(plan.Faults);
        var classes = plan.Steps.Select(step => DeviceCatalog.Get(step.Device.Kind).Class).ToList();
        Assert.Equal(classes.Order(), classes);
        Assert.Equal(Enumerable.Range(0, plan.Steps.Count), plan.Steps.Select(step => step.Number));
    }

    [Fact]
    [Trait("Req", "BR-7")]
    public void Attributes_that_cannot_be_set_are_named_and_the_others_are_set()
    {
        var other = Fcs0.With([new("wwpn", "c0507601a2b30099"), new("num_cmd_elems", "2048")]);

        var plan = RestorePlanner.Plan(Backup(Fcs0), Scene([other]), RestoreOptions.Default);

        var finding = Assert.Single(plan.Faults);
        Assert.Contains("wwpn is 'c0507601a2b30099' here and was 'c0507601a2b30004'", finding.Reason, StringComparison.Ordinal);
        Assert.Equal("500", Assert.Single(plan.Steps).Device["num_cmd_elems"]);
        Assert.Equal("c0507601a2b30099", plan.Steps[0].Device["wwpn"]);
    }

    public static TheoryData<string, string, FindingKind> Pools => new()
    {
        { "same name, same parent", "files/clientpool", FindingKind.AlreadyDeployed },
        { "absent, parent there", "", FindingKind.ToBeCreated },
        { "same name, other parent", "files/otherpool", FindingKind.CannotBeDeployed },
    };

    [Theory]
    [Trait("Req", "BR-8")]
    [MemberData(nameof(Pools))]
    public void A_pool_of_files_is_validated_by_name_and_parent(string what, string present, FindingKind expected)
    {
        Assert.NotEmpty(what);
        var otherPool = Device.Of(DeviceKind.StoragePool, "otherpool", "datavg", "");
        List<Device> devices = [Hdisk0, Datavg, ClientPool, otherPool];
        if (present.Length > 0)
        {
            devices.Add(Device.Of(DeviceKind.FileBackedPool, "files", present.Split('/')[1], "", ("size", "10G")));
        }

        foreach (var kind in new[] { DeviceKind.FileBackedPool, DeviceKind.OpticalRepository })
        {
            var scene = Scene([.. devices.Select(device => device.Kind == DeviceKind.FileBackedPool ? device with { Kind = kind }
                : device)]);
            var plan = RestorePlanner.Plan(Backup(Hdisk0, Datavg, ClientPool, Files with { Kind = kind }), scene, RestoreOptions.Default);

            Assert.Equal(expected, plan.Findings.Single(finding => finding.Kind == kind).Finding);
            Assert.Equal(expected == FindingKind.ToBeCreated ? 1 : 0, plan.Steps.Count);
        }
    }

    [Fact]
    [Trait("Req", "BR-8")]
    public void A_pool_of_files_whose_parent_is_missing_cannot_be_deployed()
    {
        var plan = RestorePlanner.Plan(
            Backup(Hdisk0, Datavg, ClientPool, Files), Scene([]), RestoreOptions.Default with { SkipDeviceAttributes = true });

        Assert.All(plan.Findings, finding => Assert.Equal(FindingKind.CannotBeDeployed, finding.Finding));
        Assert.Empty(plan.Steps);
    }

    [Fact]
    [Trait("Req", "BR-9")]
    public void On_another_CEC_clients_and_locations_follow_and_names_of_others_are_left_to_them()
    {
        var backup = Backup(
            Device.Of(DeviceKind.VirtualScsiAdapter, "vhost0", null, "9117.MMA.10F6E2B-V1-C10",
                ("slot", "10"), ("client", "lpar:9117.MMA.10F6E2B/5"), ("client_slot", "2")),
            Device.Of(DeviceKind.VirtualScsiAdapter, "vhost1", null, "9117.MMA.10F6E2B-V1-C11",
                ("slot", "11"), ("client", "lpar:9117.MMA.10F6E2B/6"), ("client_slot", "2")),
            Device.Of(DeviceKind.VirtualTarget, "vtopt0", "vhost0", "", ("backing_type", "none")));
        var drc = DrcName.Parse("8286.41A.21E8A5V-V3");
        var there = new BackupDocument(Header with { Drc = drc }, []);
        var scene = Scene([]) with { Current = there, TakenNames = [AdapterName.Parse("vhost0")] };

        var plan = RestorePlanner.Plan(backup, scene, RestoreOptions.Default);

        Assert.Empty(plan.Faults);
        Assert.Equal(["vhost1", "vhost2", "vtopt0"], plan.Steps.Select(step => step.Device.Name.Value));
        var moved = plan.Steps[1].Device;
        Assert.Equal(("8286.41A.21E8A5V-V3-C10", "lpar:8286.41A.21E8A5V/5"), (moved.Location, moved["client"]));
        Assert.Equal("vhost2", plan.Steps[2].Device.Parent?.Value);

        // What the first restore made is found by the second one, whatever it is called.
        var after = scene with { Current = scene.Current with { Devices = [.. plan.Steps.Select(step => step.Device)] } };
        Assert.All(
            RestorePlanner.Plan(backup, after, RestoreOptions.Default).Findings,
            finding => Assert.Equal(FindingKind.AlreadyDeployed, finding.Finding));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_is_there_a_second_plan_has_no_steps_and_undoing_the_first_gives_what_was_there(int seed)
    {
        var wanted = new RandomConfiguration(seed).Make(3);
        var random = new Random(seed);
        var present = new RandomConfiguration(seed + 100).Make(3).Devices
            .Where(device => DeviceCatalog.Get(device.Kind).Class == DeviceClass.Hardware || random.Next(3) == 0)
            .ToList();
        var scene = Scene([.. present]);

        var plan = RestorePlanner.Plan(wanted, scene, RestoreOptions.Default with { Mode = RestoreMode.Force });
        var devices = present.ToDictionary(device => device.Key);
        foreach (var step in plan.Steps)
        {
            devices[step.Device.Key] = step.Device;
        }

        var after = scene with { Current = new BackupDocument(Header, [.. devices.Values.OrderBy(device => device.Key)]) };
        Assert.Empty(RestorePlanner.Plan(wanted, after, RestoreOptions.Default).Steps);
        foreach (var step in plan.Steps.Reverse())
        {
            _ = step.Before is { } before ? devices[step.Device.Key] = before : null;
            if (step.Before is null)
            {
                devices.Remove(step.Device.Key);
            }
        }

        Assert.Equal(present.OrderBy(device => device.Key), devices.Values.OrderBy(device => device.Key));
    }

    private static BackupDocument Backup(params Device[] devices) => new(Header, [.. devices.OrderBy(device => device.Key)]);

    private static RestoreScene Scene(ValueList<Device> devices) =>
        new(new BackupDocument(Header, [.. devices.OrderBy(device => device.Key)]), null, [], []);
}
