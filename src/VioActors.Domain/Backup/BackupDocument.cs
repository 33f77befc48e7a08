using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>Whose configuration a backup holds, and from when (BR-3).</summary>
/// <param name="Vios">Its UUID: which VIOS this is, wherever it sits now (SYS-4).</param>
/// <param name="Name">Host name, for people.</param>
/// <param name="Drc">Where it sat (SYS-3).</param>
/// <param name="Number">Version number of the backup: grows with each backup of the VIOS, from 1.</param>
/// <param name="TakenUtc">When; whole seconds.</param>
/// <param name="DbPosition">
/// Position of the shared VIOS DB that the configuration agrees with (CBR-4); 0 for a backup of one VIOS, which names none.
/// </param>
public sealed record BackupHeader(
    VioUuid Vios, string Name, DrcName Drc, ClusterName Cluster, long Number, DateTimeOffset TakenUtc, long DbPosition);

/// <summary>The whole configuration of one VIOS: what a backup holds (BR-2). No client data. Immutable; thread-safe.</summary>
/// <param name="Devices">By kind and name.</param>
public sealed record BackupDocument(BackupHeader Header, ValueList<Device> Devices)
{
    /// <summary>Longest host name, in characters.</summary>
    public const int NameLengthMax = 255;

    public Device? Find(DeviceKind kind, string name) =>
        Devices.FirstOrDefault(device => device.Kind == kind && device.Name.Value == name);

    /// <summary>
    /// The same without what differs between two backups of one configuration: number, time and position, and the attributes that tell
    /// what a device happens to be at the moment.
    /// </summary>
    public BackupDocument WithoutMomentary() => new(
        Header with { Number = 0, TakenUtc = DateTimeOffset.UnixEpoch, DbPosition = 0 },
        Devices.Select(WithoutMomentary).ToValueList());

    /// <summary>What is wrong with it, as the second half of a sentence; null when nothing is.</summary>
    public string? FindFault()
    {
        if (Header.Number < 0 || Header.DbPosition < 0)
        {
            return "its number or position is negative";
        }

        if (Header.Name.Length > NameLengthMax || !AttributeRule.IsPrintable(Header.Name))
        {
            return $"the name of the VIOS has more than {NameLengthMax} characters or is not printable";
        }

        if (Devices.Count > DeviceRules.DeviceCountMax)
        {
            return $"it has {Devices.Count} devices; the limit is {DeviceRules.DeviceCountMax}";
        }

        var keys = new HashSet<DeviceKey>();
        foreach (var device in Devices)
        {
            var fault = DeviceRules.FindFault(device) ?? (keys.Add(device.Key) ? null : "it is there twice");
            if (fault is not null)
            {
                return $"{device.Key} is wrong: {fault}";
            }
        }

        var orphan = Devices.FirstOrDefault(device => device.Parent is { } parent
            && !DeviceCatalog.Get(device.Kind).Parents.Any(kind => keys.Contains(new DeviceKey(kind, parent))));
        return orphan is null ? null : $"{orphan.Key} belongs to {orphan.Parent}, which is not there";
    }

    private static Device WithoutMomentary(Device device)
    {
        var rule = DeviceCatalog.Get(device.Kind);
        return device.With(rule.Attributes
            .Where(attribute => attribute.Uses.HasFlag(AttributeUses.Momentary))
            .Select(attribute => new DeviceAttribute(attribute.Name, attribute.Default)));
    }
}
