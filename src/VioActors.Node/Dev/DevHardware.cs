using System.Buffers.Binary;
using System.Globalization;
using VioActors.Actors.Settings;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Node.Dev;

/// <summary>The physical devices of the machine that the dev role plays (SYS-1). Pure; thread-safe.</summary>
internal static class DevHardware
{
    /// <summary>What the settings name; without any adapter in them, those of a usual VIOS for each.</summary>
    /// <exception cref="SettingsException">A device belongs to a VIOS that is not there, or a neighbour is no CEC.</exception>
    public static CecHardware Of(CecSettings settings, DevIdentity identity, IReadOnlyList<string> viosNames)
    {
        var adapters = settings.PhysicalAdapters.Count > 0
            ? settings.PhysicalAdapters.Select(adapter => new PhysicalAdapter(
                adapter.Location, adapter.Kind, OwnerOf(adapter, identity), AdapterName.Parse(adapter.Name), adapter.Identity))
            : viosNames.SelectMany((name, index) => UsualAdapters(identity, identity.Vioses[name], index + 1));
        var disks = settings.LocalDisks.Select(disk => new LocalDisk(
            disk.Location, OwnerOf(disk, identity), AdapterName.Parse(disk.Name), new ByteSize(disk.SizeBytes)));
        return new CecHardware(adapters.ToValueList(), disks.ToValueList(), settings.Neighbours.Select(ParseNeighbour).ToValueList());
    }

    private static IEnumerable<PhysicalAdapter> UsualAdapters(DevIdentity identity, VioUuid vios, int card)
    {
        var place = $"U78D2.001.{identity.Cec.Serial}-P1-C{card.ToString(CultureInfo.InvariantCulture)}";
        var number = BinaryPrimitives.ReadUInt32BigEndian(vios.Value.ToByteArray(bigEndian: true).AsSpan(12));
        yield return Adapter("T1", PhysicalAdapterKind.FibreChannel, 0, $"10000000{number:X8}");
        yield return Adapter("T2", PhysicalAdapterKind.FibreChannel, 1, $"10000001{number:X8}");
        yield return Adapter("T3", PhysicalAdapterKind.Sas, 0, $"50000000{number:X8}");
        yield return Adapter("T4", PhysicalAdapterKind.Ethernet, 0, $"0200{number:X8}");

        PhysicalAdapter Adapter(string port, PhysicalAdapterKind kind, int unit, string name) =>
            new($"{place}-{port}", kind, vios, AdapterName.Of(CecHardwareRules.PrefixOf(kind), unit), name);
    }

    private static VioUuid? OwnerOf(DeviceSettings device, DevIdentity identity) => device.Vios.Length == 0 ? null
        : identity.Vioses.TryGetValue(device.Vios, out var vios) ? vios
        : throw new SettingsException(
            [$"vio-actors.cec: {device.Name} at {device.Location} belongs to VIOS '{device.Vios}', which vio-actors.vios does not name."]);

    private static CecId ParseNeighbour(string text) => CecId.TryParse(text, out var cec, out var problem)
        ? cec
        : throw new SettingsException([$"vio-actors.cec.neighbours: {problem}"]);
}
