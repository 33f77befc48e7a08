using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>What must hold of a device before it is recorded, backed up or restored. Pure; thread-safe.</summary>
public static class DeviceRules
{
    /// <summary>Devices that one VIOS may have.</summary>
    public const int DeviceCountMax = 65_536;

    /// <summary>Longest location code, in characters.</summary>
    public const int LocationLengthMax = 80;

    /// <summary>
    /// The product itself keeps it, and changes it by its own commands: server adapters, the shared pool, its logical units and what is
    /// mapped of them. All others are records of this inventory.
    /// </summary>
    public static bool IsKeptElsewhere(Device device) => device.Kind switch
    {
        DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter => true,
        DeviceKind.StoragePool => device["pool_type"] == "cluster",
        DeviceKind.BackingDevice => device["device_type"] == "lu",
        DeviceKind.VirtualTarget => device["backing_type"] == "lu",
        _ => false,
    };

    /// <summary>What is wrong with a device by itself, as the second half of a sentence; null when nothing is.</summary>
    public static string? FindFault(Device device)
    {
        if (DeviceCatalog.Find(device.Kind) is not { } rule)
        {
            return "its kind is not known to this version";
        }

        if (!device.Name.Value.StartsWith(rule.Prefix, StringComparison.Ordinal))
        {
            return $"'{device.Name}' is no name of a {rule.Title}; it begins with {rule.Prefix}";
        }

        if (device.Parent is not null && rule.Parents.Count == 0)
        {
            return $"a {rule.Title} belongs to no other device, but '{device.Parent}' is named";
        }

        if (device.Location.Length > LocationLengthMax || !device.Location.All(IsLocationCharacter))
        {
            return $"its location '{TextRule.Shorten(device.Location)}' is not at most {LocationLengthMax} letters, digits, dots and "
                + $"dashes";
        }

        return FindFault(rule, device.Attributes);
    }

    /// <summary>What is wrong with values to be set, as the second half of a sentence; null when nothing is.</summary>
    public static string? FindFaultInChange(DeviceKind kind, IEnumerable<DeviceAttribute> changes)
    {
        var rule = DeviceCatalog.Get(kind);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var fault = rule.FindAttribute(change.Name) is not { } attribute
                    ? $"a {rule.Title} has no attribute '{TextRule.Shorten(change.Name)}'; it has "
                        + string.Join(", ", rule.Attributes.Select(known => known.Name))
                : !attribute.Uses.HasFlag(AttributeUses.Settable) ? $"{change.Name} of a {rule.Title} cannot be set"
                : !names.Add(change.Name) ? $"{change.Name} is given twice"
                : attribute.FindFault(change.Value);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FindFault(DeviceKindRule rule, ValueList<DeviceAttribute> attributes)
    {
        var before = "";
        foreach (var attribute in attributes)
        {
            if (string.CompareOrdinal(attribute.Name, before) <= 0)
            {
                return $"its attributes are not each named once, in order: '{TextRule.Shorten(attribute.Name)}'";
            }

            before = attribute.Name;
            if (rule.FindAttribute(attribute.Name) is not { } known)
            {
                return $"a {rule.Title} has no attribute '{TextRule.Shorten(attribute.Name)}'";
            }

            if (known.FindFault(attribute.Value) is { } fault)
            {
                return fault;
            }
        }

        return attributes.Count == rule.Attributes.Count ? null
            : $"{rule.Attributes.First(known => !attributes.Any(given => given.Name == known.Name)).Name} is missing";
    }

    private static bool IsLocationCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-';
}
