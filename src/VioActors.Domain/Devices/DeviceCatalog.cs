using System.Collections.Frozen;
using VioActors.Domain.Common;

namespace VioActors.Domain.Devices;

/// <summary>
/// Every kind of device with its rules, in the order in which a restore goes through them (BR-2, BR-6, BR-7). Thread-safe.
/// </summary>
public static class DeviceCatalog
{
    private static readonly FrozenDictionary<DeviceKind, DeviceKindRule> ByKind =
        HardwareKinds.All.Concat(LogicalKinds.All).Concat(VirtualKinds.All).ToFrozenDictionary(rule => rule.Kind);

    private static readonly FrozenDictionary<string, DeviceKindRule> ByToken =
        ByKind.Values.ToFrozenDictionary(rule => rule.Token, StringComparer.Ordinal);

    /// <summary>By the number of the kind.</summary>
    public static ValueList<DeviceKindRule> All { get; } = ByKind.Values.OrderBy(rule => rule.Kind).ToValueList();

    /// <summary>What <c>-type</c> may be.</summary>
    public static ValueList<string> Categories { get; } = All.Select(rule => rule.Category).Distinct().Order().ToValueList();

    /// <summary>Null for a kind that this version does not know.</summary>
    public static DeviceKindRule? Find(DeviceKind kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>Null for a token that this version does not know.</summary>
    public static DeviceKindRule? Find(string token) => ByToken.GetValueOrDefault(token);

    /// <exception cref="InvalidOperationException">The kind is not known.</exception>
    public static DeviceKindRule Get(DeviceKind kind) =>
        Find(kind) ?? throw new InvalidOperationException($"There are no rules for devices of kind {kind}.");

    /// <summary>What people call the kind.</summary>
    public static string TitleOf(DeviceKind kind) => Find(kind)?.Title ?? "unknown device";
}
