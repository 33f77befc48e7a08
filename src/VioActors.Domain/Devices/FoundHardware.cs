using System.Globalization;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>The physical devices of a VIOS as the record of its CEC tells them. Pure; thread-safe.</summary>
public static class FoundHardware
{
    /// <param name="storagePath">Name of the VIOS's path to the storage.</param>
    /// <param name="probeInterval">Pause between probes of a path that is down, until another one is set.</param>
    /// <param name="cleanProbes">Clean probes before such a path is used again, until another number is set.</param>
    public static ValueList<Device> Of(
        CecHardware hardware, VioUuid vios, string storagePath, TimeSpan probeInterval, int cleanProbes)
    {
        var path = Device.Of(
            DeviceKind.StoragePath, storagePath, null, "",
            ("hcheck_interval_ms", ((long)probeInterval.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)),
            ("clean_probes", cleanProbes.ToString(CultureInfo.InvariantCulture)));
        return hardware.Adapters.Where(adapter => adapter.Owner == vios).SelectMany(Of)
            .Concat(hardware.Disks.Where(disk => disk.Owner == vios).Select(Of))
            .Append(path)
            .OrderBy(device => device.Key)
            .ToValueList();
    }

    private static Device Of(LocalDisk disk) =>
        Device.Of(DeviceKind.Disk, disk.Name.Value, null, disk.Location, ("size", disk.Size.ToString()));

    private static IEnumerable<Device> Of(PhysicalAdapter adapter)
    {
        var name = adapter.Name.Value;
        Device Simple(DeviceKind kind) => Device.Of(kind, name, null, adapter.Location, ("identity", adapter.Identity));
        switch (adapter.Kind)
        {
            case PhysicalAdapterKind.FibreChannel:
                var wwpn = Wwpn.TryParse(adapter.Identity.ToLowerInvariant(), out var port, out _) ? port.ToString() : "";
                yield return Device.Of(DeviceKind.FcAdapter, name, null, adapter.Location, ("wwpn", wwpn));
                yield return Device.Of(
                    DeviceKind.FcController, string.Create(CultureInfo.InvariantCulture, $"fscsi{adapter.Name.Number}"), name,
                        adapter.Location);
                break;
            case PhysicalAdapterKind.Sas:
                yield return Simple(DeviceKind.SasController);
                break;
            case PhysicalAdapterKind.Scsi:
                yield return Simple(DeviceKind.ScsiController);
                break;
            case PhysicalAdapterKind.Iscsi:
                yield return Simple(DeviceKind.IscsiController);
                break;
            case PhysicalAdapterKind.Ethernet:
                yield return Simple(DeviceKind.EthernetAdapter);
                break;
            case PhysicalAdapterKind.HostEthernet:
                yield return Simple(DeviceKind.HostEthernetAdapter);
                break;
            case PhysicalAdapterKind.Optical:
                yield return Simple(DeviceKind.Optical);
                break;
            case PhysicalAdapterKind.Tape:
                yield return Simple(DeviceKind.Tape);
                break;
            default:
                break;
        }
    }
}
