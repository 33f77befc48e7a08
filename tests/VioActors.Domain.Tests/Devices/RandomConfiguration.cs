using System.Globalization;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Devices;

/// <summary>
/// Configurations of a VIOS that could be, the same for the same seed: every device fits its rules and what it refers to.
/// </summary>
internal sealed class RandomConfiguration(int seed)
{
    public static readonly DrcName Drc = DrcName.Parse("9117.MMA.10F6E2B-V1");

    public static readonly VioUuid Vios = new(new Guid(1, 1, 0, new byte[8]));

    private static readonly string[] Texts = ["", "plain", "with space", "<&\"'>", "ümläut – 日本 🙂", "%s\\n", new string('x', 200)];

    private readonly Random _random = new(seed);
    private readonly List<Device> _devices = [];

    /// <param name="size">Roughly how many devices of each kind.</param>
    public BackupDocument Make(int size)
    {
        Hardware(size);
        Logical(size);
        Network(size);
        Mappings(size);
        var header = new BackupHeader(
            Vios, "vios1", Drc, ClusterName.Parse("dev"), _random.Next(1, 1000),
            new DateTimeOffset(2026, 1, 2, 3, 4, _random.Next(60), TimeSpan.Zero), _random.Next(1000));
        return new BackupDocument(header, _devices.OrderBy(device => device.Key).ToValueList());
    }

    private void Hardware(int size)
    {
        for (var unit = 0; unit < size; unit++)
        {
            var place = $"U78D2.001.10F6E2B-P1-C{unit}";
            Add(DeviceKind.FcAdapter, $"fcs{unit}", null, $"{place}-T1", ("wwpn", $"c0507601a2b3{unit + 1:x4}"));
            Add(DeviceKind.FcController, $"fscsi{unit}", $"fcs{unit}", $"{place}-T1");
            Add(DeviceKind.SasController, $"sissas{unit}", null, $"{place}-T2", ("identity", $"sas {unit}"));
            Add(DeviceKind.IscsiController, $"iscsi{unit}", null, $"{place}-T3", ("chap_name", Text()), ("chap_secret", Text()));
            Add(DeviceKind.EthernetAdapter, $"ent{unit}", null, $"{place}-T4", ("identity", $"0200{unit:X8}"));
            Add(DeviceKind.EthernetInterface, $"en{unit}", $"ent{unit}", "", ("netaddr", $"10.0.0.{unit}"));
            Add(DeviceKind.Disk, $"hdisk{unit}", null, $"{place}-D1", ("size", $"{unit + 10}G"));
            Add(DeviceKind.Tape, $"rmt{unit}", null, $"{place}-T5", ("identity", $"tape {unit}"));
            Add(DeviceKind.Optical, $"cd{unit}", null, $"{place}-T6");
        }

        Add(DeviceKind.StoragePath, "vios1-fabric0", null, "");
    }

    private void Logical(int size)
    {
        for (var unit = 0; unit < size; unit++)
        {
            Add(DeviceKind.VolumeGroup, $"datavg{unit}", null, "", ("disks", $"hdisk{unit}"));
            Add(DeviceKind.StoragePool, $"lvpool{unit}", $"datavg{unit}", "");
            Add(DeviceKind.LogicalVolume, $"lv{unit}", $"datavg{unit}", "", ("size", "2G"), ("label", Text()));
            Add(DeviceKind.FileSystem, $"fslv{unit}", $"lv{unit}", "", ("mount_point", $"/home/padmin/{unit}"));
            Add(DeviceKind.FileBackedPool, $"files{unit}", $"lvpool{unit}", "", ("size", "20G"));
            Add(DeviceKind.OpticalRepository, $"media{unit}", $"lvpool{unit}", "", ("size", "8G"));
            Add(DeviceKind.BackingDevice, $"file{unit}", $"files{unit}", "", ("device_type", "file"), ("size", "1G"));
        }
    }

    private void Network(int size)
    {
        for (var unit = 0; unit < size; unit++)
        {
            Add(DeviceKind.EtherChannel, $"ent{1000 + unit}", null, "", ("adapter_names", $"ent{unit}"));
            Add(DeviceKind.SharedEthernetAdapter, $"ent{2000 + unit}", null, "",
                ("real_adapter", $"ent{unit}"), ("virt_adapters", $"ent{3000 + unit}"), ("pvid_adapter", $"ent{3000 + unit}"));
        }
    }

    private void Mappings(int size)
    {
        for (var unit = 0; unit < size; unit++)
        {
            var client = $"lpar:{Drc.Cec}/{unit + 5}";
            Add(DeviceKind.VirtualScsiAdapter, $"vhost{unit}", null, $"{Drc}-C{unit + 10}",
                ("slot", $"{unit + 10}"), ("client", client), ("client_slot", "2"), ("transport", "vscsi"));
            Add(DeviceKind.VirtualTarget, $"vtfile{unit}", $"vhost{unit}", "",
                ("lun", "9"), ("backing_device", $"file{unit}"), ("backing_type", "file"));
            Add(DeviceKind.PagingDevice, $"vrmpage{unit}", null, "", ("backing_device", $"lv{unit}"), ("streamid", $"0x{unit:x}"));
        }
    }

    private string Text() => Texts[_random.Next(Texts.Length)];

    // A third of the settable attributes has another value than the default.
    private void Add(DeviceKind kind, string name, string? parent, string location, params (string Name, string Value)[] attributes)
    {
        var device = Device.Of(kind, name, parent, location, attributes);
        var settable = DeviceCatalog.Get(kind).Attributes.Where(rule =>
            rule.Uses == AttributeUses.Settable && !attributes.Any(given => given.Name == rule.Name));
        _devices.Add(device.With(settable.Where(_ => _random.Next(3) == 0).Select(rule => new DeviceAttribute(rule.Name, Other(rule)))));
    }

    private string Other(AttributeRule rule)
    {
        var number = _random.Next(1, 64).ToString(CultureInfo.InvariantCulture);
        string[] candidates = ["yes", "no", number, "1000", Text()];
        return candidates.FirstOrDefault(candidate => rule.FindFault(candidate) is null, rule.Default);
    }
}
