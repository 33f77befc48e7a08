using VioActors.Domain.Common;
using VioActors.Domain.Devices;

namespace VioActors.Domain.Tests.Devices;

/// <summary>Devices that the tests speak of.</summary>
internal static class Hardware
{
    public static readonly Device Fcs0 = Device.Of(
        DeviceKind.FcAdapter, "fcs0", null, "U78D2.001.10F6E2B-P1-C1-T1", ("wwpn", "c0507601a2b30004"));

    public static readonly Device Fscsi0 = Device.Of(DeviceKind.FcController, "fscsi0", "fcs0", "U78D2.001.10F6E2B-P1-C1-T1");

    public static readonly Device Ent0 = Device.Of(
        DeviceKind.EthernetAdapter, "ent0", null, "U78D2.001.10F6E2B-P1-C1-T4", ("identity", "0200AABBCCDD"));

    public static readonly Device Hdisk0 = Device.Of(DeviceKind.Disk, "hdisk0", null, "U78D2.001.10F6E2B-P1-D1", ("size", "300G"));

    public static readonly Device Datavg = Device.Of(DeviceKind.VolumeGroup, "datavg", null, "", ("disks", "hdisk0"));

    public static readonly Device ClientPool = Device.Of(DeviceKind.StoragePool, "clientpool", "datavg", "");

    public static readonly Device Files = Device.Of(DeviceKind.FileBackedPool, "files", "clientpool", "", ("size", "10G"));

    public static readonly Device Sea = Device.Of(
        DeviceKind.SharedEthernetAdapter, "ent8", null, "", ("real_adapter", "ent0"), ("virt_adapters", "ent2"), ("pvid_adapter", "ent2"));

    public static ValueList<Device> Found => [Fcs0, Fscsi0, Ent0, Hdisk0];
}
