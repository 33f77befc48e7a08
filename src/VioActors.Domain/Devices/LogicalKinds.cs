using VioActors.Domain.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Devices.AttributeRule;
using static VioActors.Domain.Devices.AttributeUses;

namespace VioActors.Domain.Devices;

/// <summary>Rules of the logical devices. Thread-safe.</summary>
internal static class LogicalKinds
{
    public static ValueList<DeviceKindRule> All { get; } =
    [
        Rule(DeviceKind.VolumeGroup, "volume group", "volume-group", "storage", [],
        [
            References("disks", Identity),
            Number("pp_size_mb", Identity, 1, 131072, 256),
            Switch("auto_on", Settable, true),
        ]),
        Rule(DeviceKind.StoragePool, "storage pool", "storage-pool", "storage", [DeviceKind.VolumeGroup],
        [
            OneOf("pool_type", Identity, "lv", "cluster"),
            Switch("is_default", Settable, false),
            Size("size", Momentary),
            Number("chunk_size", Identity, 0, 1L << 30, 0),
        ]),
        Rule(DeviceKind.LogicalVolume, "logical volume", "logical-volume", "storage", [DeviceKind.VolumeGroup],
        [
            Size("size", Identity),
            OneOf("lv_type", Identity, "jfs2", "raw", "paging", "dump"),
            Number("copies", Settable, 1, 3, 1),
            Text("label", Settable),
        ]),
        Rule(DeviceKind.FileSystem, "file system", "file-system", "storage", [DeviceKind.LogicalVolume],
        [
            Text("mount_point", Identity),
            Size("size", Settable),
            Switch("mount_at_start", Settable, true),
            OneOf("access", Settable, "rw", "ro"),
        ]),
        Rule(DeviceKind.FileBackedPool, "file-backed pool", "file-backed-pool", "storage", [DeviceKind.StoragePool],
            [Size("size", Settable)]),
        Rule(DeviceKind.OpticalRepository, "optical repository", "optical-repository", "storage", [DeviceKind.StoragePool],
            [Size("size", Settable)]),
        new DeviceKindRule(
            DeviceKind.BackingDevice, "backing device", "backing-device", DeviceClass.Logical, "vscsi", "",
            [DeviceKind.StoragePool, DeviceKind.FileBackedPool, DeviceKind.OpticalRepository, DeviceKind.VolumeGroup],
            [
                OneOf("device_type", Identity, "lu", "lv", "file", "disk", "media"),
                Size("size", Identity),
                Of<LuUdid>("udid", Identity, "the identity of a logical unit"),
                Switch("thick", Identity, false),
                Text("tier", Identity, 63),
                OneOf("access", Settable, "rw", "ro"),
            ]),
    ];

    private static DeviceKindRule Rule(
        DeviceKind kind, string title, string token, string category, ValueList<DeviceKind> parents, ValueList<AttributeRule> attributes) =>
        new(kind, title, token, DeviceClass.Logical, category, "", parents, attributes);
}
