using VioActors.Domain.Common;

namespace VioActors.Domain.Devices;

/// <summary>What must hold of the devices of one kind. Immutable; thread-safe.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Token">Its name in a backup's XML and on the command line.</param>
/// <param name="Category">What <c>-type</c> calls it.</param>
/// <param name="Prefix">First part of every name of the kind; empty: any name.</param>
/// <param name="Parents">Kinds of the device that it belongs to; empty: it belongs to none.</param>
public sealed record DeviceKindRule(
    DeviceKind Kind,
    string Title,
    string Token,
    DeviceClass Class,
    string Category,
    string Prefix,
    ValueList<DeviceKind> Parents,
    ValueList<AttributeRule> Attributes)
{
    public AttributeRule? FindAttribute(string name)
    {
        foreach (var rule in Attributes.AsSpan())
        {
            if (rule.Name == name)
            {
                return rule;
            }
        }

        return null;
    }
}
