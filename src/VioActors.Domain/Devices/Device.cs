using VioActors.Domain.Common;

namespace VioActors.Domain.Devices;

/// <summary>An attribute of a device and its value as text.</summary>
public sealed record DeviceAttribute(string Name, string Value);

/// <summary>Which device of a VIOS: its kind and its name.</summary>
public readonly record struct DeviceKey(DeviceKind Kind, DeviceName Name) : IComparable<DeviceKey>
{
    /// <summary>By kind, in the order of a restore, and then by name.</summary>
    public int CompareTo(DeviceKey other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : Name.CompareTo(other.Name);

    public override string ToString() => $"{DeviceCatalog.TitleOf(Kind)} {Name}";
}

/// <summary>
/// A device of a VIOS with its attributes (BR-2). Its rules are those of its kind in <see cref="DeviceCatalog"/>. Immutable.
/// </summary>
/// <param name="Name">Unique among the devices of the kind in its VIOS.</param>
/// <param name="Parent">Name of the device that it belongs to; null when there is none.</param>
/// <param name="Location">Location code; empty when it has none.</param>
/// <param name="Attributes">All attributes of the kind, ordered by name.</param>
public sealed record Device(
    DeviceKind Kind, DeviceName Name, DeviceName? Parent, string Location, ValueList<DeviceAttribute> Attributes)
{
    public DeviceKey Key => new(Kind, Name);

    /// <summary>Value of an attribute; empty when the device has none of that name.</summary>
    public string this[string attribute]
    {
        get
        {
            foreach (var candidate in Attributes.AsSpan())
            {
                if (candidate.Name == attribute)
                {
                    return candidate.Value;
                }
            }

            return "";
        }
    }

    /// <summary>
    /// A device with the defaults of its kind for every attribute that is not given. It is not checked: see
    /// <see cref="DeviceRules.FindFault(Device)"/>.
    /// </summary>
    public static Device Of(
        DeviceKind kind, string name, string? parent, string location, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in DeviceCatalog.Find(kind)?.Attributes ?? [])
        {
            values[rule.Name] = rule.Default;
        }

        foreach (var (attribute, value) in attributes)
        {
            values[attribute] = value;
        }

        return new Device(
            kind, DeviceName.Parse(name), parent is null ? null : DeviceName.Parse(parent), location,
            values.Select(pair => new DeviceAttribute(pair.Key, pair.Value)).ToValueList());
    }

    /// <summary>The same device with some values changed; an attribute that it does not have is added.</summary>
    public Device With(IEnumerable<DeviceAttribute> changes)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in Attributes.Concat(changes))
        {
            values[attribute.Name] = attribute.Value;
        }

        return this with { Attributes = values.Select(pair => new DeviceAttribute(pair.Key, pair.Value)).ToValueList() };
    }
}
