using VioActors.Domain.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Devices.AttributeRule;
using static VioActors.Domain.Devices.AttributeUses;

namespace VioActors.Domain.Devices;

/// <summary>
/// Rules of the physical devices. Names and ranges of their attributes are those that operators know from the same devices elsewhere.
/// Thread-safe.
/// </summary>
internal static class HardwareKinds
{
    private static readonly ValueList<AttributeRule> Controller = [Text("identity", Identity, 80), Number("queue_depth", Settable, 1,
        4096, 64)];

    public static ValueList<DeviceKindRule> All { get; } =
    [
        Rule(DeviceKind.FcAdapter, "Fibre Channel adapter", "fc-adapter", "fcs", [],
        [
            Of<Wwpn>("wwpn", Identity, "a WWPN"),
            Number("num_cmd_elems", Settable, 20, 4096, 500),
            Number("max_xfer_size", Settable, 0x100000, 0x1000000, 0x100000),
            OneOf("init_link", Settable, "auto", "pt2pt", "al"),
        ]),
        Rule(DeviceKind.FcController, "Fibre Channel controller", "fc-controller", "fscsi", [DeviceKind.FcAdapter],
        [
            OneOf("dyntrk", Settable, "yes", "no"),
            OneOf("fc_err_recov", Settable, "fast_fail", "delayed_fail"),
            Text("attach", Momentary, 16),
        ]),
        Rule(DeviceKind.ScsiController, "SCSI controller", "scsi-controller", "scsi", [], Controller),
        Rule(DeviceKind.SasController, "SAS controller", "sas-controller", "sissas", [], Controller),
        Rule(DeviceKind.IscsiController, "iSCSI controller", "iscsi-controller", "iscsi", [],
        [
            Text("identity", Identity, 80),
            Of<InitiatorName>("initiator_name", Settable, "an iSCSI name"),
            Number("max_targets", Settable, 0, 4096, 16),
            Text("chap_name", Settable),
            Text("chap_secret", Settable | Secret),
        ]),
        Rule(DeviceKind.OpticalController, "optical controller", "optical-controller", "ide", [], Controller),
        Rule(DeviceKind.TapeController, "tape controller", "tape-controller", "vsctl", [], Controller),
        Rule(DeviceKind.Tape, "tape drive", "tape", "rmt", [],
        [
            Text("identity", Identity, 80),
            Number("block_size", Settable, 0, 0x1000000, 1024),
            Switch("compress", Settable, true),
            Switch("ret", Settable, false),
        ]),
        Rule(DeviceKind.Optical, "optical drive", "optical", "cd", [],
            [Text("identity", Identity, 80), Number("prevent_eject_timeout", Settable, 0, 3600, 0)]),
        Rule(DeviceKind.EthernetAdapter, "Ethernet adapter", "ethernet-adapter", "ent", [],
        [
            Text("identity", Identity, 80),
            OneOf("media_speed", Settable, "Auto_Negotiation", "100_Full_Duplex", "1000_Full_Duplex", "10000_Full_Duplex"),
            Switch("jumbo_frames", Settable, false),
            Switch("large_send", Settable, true),
            Switch("large_receive", Settable, false),
            Switch("flow_ctrl", Settable, true),
        ]),
        Rule(DeviceKind.HostEthernetAdapter, "logical host Ethernet adapter", "host-ethernet-adapter", "lhea", [],
            [Text("identity", Identity, 80), Switch("jumbo_frames", Settable, false), Switch("flow_ctrl", Settable, true)]),
        Rule(DeviceKind.Disk, "disk", "disk", "hdisk", [],
        [
            Size("size", Identity),
            Number("queue_depth", Settable, 1, 256, 20),
            OneOf("reserve_policy", Settable, "no_reserve", "single_path", "PR_exclusive", "PR_shared"),
            OneOf("algorithm", Settable, "fail_over", "round_robin", "shortest_queue"),
            Number("hcheck_interval", Settable, 0, 3600, 60),
            OneOf("hcheck_mode", Settable, "nonactive", "enabled", "failed"),
        ]),
        Rule(DeviceKind.EthernetInterface, "Ethernet interface", "ethernet-interface", "en",
            [DeviceKind.EthernetAdapter, DeviceKind.HostEthernetAdapter, DeviceKind.EtherChannel, DeviceKind.SharedEthernetAdapter],
            [
                Text("netaddr", Settable, 45),
                Text("netmask", Settable, 45),
                Number("mtu", Settable, 60, 65390, 1500),
                OneOf("state", Settable, "up", "down", "detach"),
            ]),
        Rule(DeviceKind.StoragePath, "storage path", "storage-path", "", [],
        [
            Number("hcheck_interval_ms", Settable, 1, 600_000, 1000),
            Number("clean_probes", Settable, 1, 1000, 2),
            OneOf("state", Momentary, "unknown", "up", "down"),
        ]),
    ];

    private static DeviceKindRule Rule(
        DeviceKind kind, string title, string token, string prefix, ValueList<DeviceKind> parents, ValueList<AttributeRule> attributes) =>
        new(kind, title, token, DeviceClass.Hardware, CategoryOf(kind), prefix, parents, attributes);

    private static string CategoryOf(DeviceKind kind) => kind switch
    {
        DeviceKind.EthernetAdapter or DeviceKind.HostEthernetAdapter or DeviceKind.EthernetInterface => "net",
        DeviceKind.FcAdapter or DeviceKind.FcController => "npiv",
        _ => "physical",
    };
}
