using VioActors.Domain.Values;

namespace VioActors.Domain.Cec;

/// <summary>What must hold of a CEC's hardware before it is recorded. Pure; thread-safe.</summary>
public static class CecHardwareRules
{
    /// <summary>Adapters, and disks, that one CEC may have.</summary>
    public const int DeviceCountMax = 4096;

    /// <summary>Neighbours that one CEC may have.</summary>
    public const int NeighbourCountMax = 65536;

    /// <summary>Longest location code and longest identity, in characters.</summary>
    public const int TextLengthMax = 80;

    /// <summary>First part of the device names of a kind: <c>fcs</c> for Fibre Channel.</summary>
    public static string PrefixOf(PhysicalAdapterKind kind) => kind switch
    {
        PhysicalAdapterKind.FibreChannel => "fcs",
        PhysicalAdapterKind.Sas => "sissas",
        PhysicalAdapterKind.Scsi => "scsi",
        PhysicalAdapterKind.Iscsi => "iscsi",
        PhysicalAdapterKind.Ethernet => "ent",
        PhysicalAdapterKind.HostEthernet => "lhea",
        PhysicalAdapterKind.Optical => "cd",
        PhysicalAdapterKind.Tape => "rmt",
        _ => "",
    };

    /// <summary>What is wrong with it, as the second half of a sentence; null when nothing is.</summary>
    public static string? FindFault(CecId cec, CecHardware hardware)
    {
        if (hardware.Adapters.Count > DeviceCountMax || hardware.Disks.Count > DeviceCountMax)
        {
            return $"a CEC has at most {DeviceCountMax} adapters and as many disks";
        }

        if (hardware.Neighbours.Count > NeighbourCountMax)
        {
            return $"a CEC has at most {NeighbourCountMax} neighbours";
        }

        if (hardware.Neighbours.Contains(cec) || Twice(hardware.Neighbours.Select(neighbour => neighbour.ToString())) is not null)
        {
            return "a neighbour is another CEC, named once";
        }

        return hardware.Adapters.Select(FaultOf).FirstOrDefault(fault => fault is not null)
            ?? hardware.Disks.Select(FaultOf).FirstOrDefault(fault => fault is not null)
            ?? FindRepeated(hardware);
    }

    private static string? FaultOf(PhysicalAdapter adapter)
    {
        var prefix = PrefixOf(adapter.Kind);
        return prefix.Length == 0 ? $"the kind of {adapter.Name} is not known"
            : adapter.Name.Prefix != prefix ? $"'{adapter.Name}' is no name for an adapter of kind {adapter.Kind}; it begins with {prefix}"
            : FaultOf(adapter.Name, adapter.Location)
                ?? (adapter.Identity.Length > TextLengthMax || adapter.Identity.Any(char.IsControl)
                    ? $"the identity of {adapter.Name} is longer than {TextLengthMax} characters or not printable"
                    : null);
    }

    private static string? FaultOf(LocalDisk disk) =>
        disk.Name.Prefix != "hdisk" ? $"'{disk.Name}' is no name for a disk; it begins with hdisk"
        : disk.Size.Bytes <= 0 ? $"the size of {disk.Name} is {disk.Size.Bytes} bytes"
        : FaultOf(disk.Name, disk.Location);

    private static string? FaultOf(AdapterName name, string location) =>
        location.Length is 0 or > TextLengthMax || !location.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            ? $"the location of {name} is '{location}'; it is letters, digits, dots and dashes, e.g. U78D2.001.10F6E2B-P1-C5-T1"
            : null;

    private static string? FindRepeated(CecHardware hardware)
    {
        var devices = hardware.Adapters.Select(adapter => (adapter.Location, adapter.Owner, adapter.Name))
            .Concat(hardware.Disks.Select(disk => (disk.Location, disk.Owner, disk.Name)))
            .ToList();
        if (Twice(devices.Select(device => device.Location)) is { } location)
        {
            return $"two devices are at {location}";
        }

        var owned = devices.Where(device => device.Owner is not null).Select(device => $"{device.Name} of VIOS {device.Owner}");
        return Twice(owned) is { } name ? $"two devices are {name}" : null;
    }

    private static string? Twice(IEnumerable<string> texts) =>
        texts.GroupBy(text => text, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1)?.Key;
}
