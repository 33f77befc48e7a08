using VioActors.Domain.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Devices.AttributeRule;
using static VioActors.Domain.Devices.AttributeUses;

namespace VioActors.Domain.Devices;

/// <summary>Rules of the virtual devices and of the mappings between them. Thread-safe.</summary>
internal static class VirtualKinds
{
    // PHYP gives the slots; 65535 is the largest (SlotNumber).
    private static readonly ValueList<AttributeRule> ServerAdapter =
    [
        Number("slot", Identity, 0, SlotNumber.Max, 0),
        Of<ClientKey>("client", Identity, "a client, e.g. lpar:9117.MMA.10F6E2B/5"),
        Of<SlotNumber>("client_slot", Identity, "a slot number"),
        OneOf("transport", Identity, "vscsi", "iscsi", "vfc"),
    ];

    public static ValueList<DeviceKindRule> All { get; } =
    [
        Rule(DeviceKind.EtherChannel, "EtherChannel", "ether-channel", DeviceClass.Virtual, "net", "ent", [],
        [
            References("adapter_names", Identity),
            Reference("backup_adapter", Settable),
            OneOf("mode", Settable, "standard", "round_robin", "8023ad"),
            OneOf("hash_mode", Settable, "default", "src_dst_port", "src_port", "dst_port"),
        ]),
        Rule(DeviceKind.SharedEthernetAdapter, "shared Ethernet adapter", "shared-ethernet-adapter", DeviceClass.Virtual, "net", "ent", [],
        [
            Reference("real_adapter", Identity),
            References("virt_adapters", Identity),
            Reference("pvid_adapter", Settable),
            Number("pvid", Settable, 1, 4094, 1),
            OneOf("ha_mode", Settable, "disabled", "auto", "standby", "sharing"),
            Reference("ctl_chan", Settable),
            Switch("large_receive", Settable, false),
            Switch("thread", Settable, true),
        ]),
        Rule(DeviceKind.VirtualScsiAdapter, "virtual SCSI server adapter", "vscsi-adapter", DeviceClass.Virtual, "vscsi", "vhost", [],
            ServerAdapter),
        Rule(DeviceKind.VirtualFcAdapter, "virtual FC server adapter", "vfc-adapter", DeviceClass.Virtual, "npiv", "vfchost", [],
            [.. ServerAdapter, Text("wwpns", Momentary, 33)]),
        Rule(DeviceKind.VirtualTarget, "virtual target device", "virtual-target", DeviceClass.Mapping, "vscsi", "",
            [DeviceKind.VirtualScsiAdapter],
            [
                Number("lun", Identity, 0, LunNumber.Max, 0),
                Reference("backing_device", Identity),
                OneOf("backing_type", Identity, "lu", "lv", "file", "disk", "media", "none"),
                Of<LuUdid>("udid", Identity, "the identity of a logical unit"),
                Of<PoolName>("pool", Identity, "the name of a pool"),
                Switch("read_only", Identity, false),
                Switch("shared", Identity, false),
            ]),
        Rule(DeviceKind.VirtualFcMapping, "virtual FC mapping", "vfc-mapping", DeviceClass.Mapping, "npiv", "vfchost",
            [DeviceKind.VirtualFcAdapter], [Reference("fc_adapter", Settable)]),
        Rule(DeviceKind.PagingDevice, "paging space device", "paging-device", DeviceClass.Mapping, "ams", "vrmpage", [],
        [
            Reference("backing_device", Identity),
            Text("streamid", Identity, 64),
            Number("pool_id", Identity, 0, 65535, 0),
            Switch("redundant", Settable, false),
        ]),
    ];

    private static DeviceKindRule Rule(
        DeviceKind kind, string title, string token, DeviceClass @class, string category, string prefix, ValueList<DeviceKind> parents,
        ValueList<AttributeRule> attributes) => new(kind, title, token, @class, category, prefix, parents, attributes);
}
