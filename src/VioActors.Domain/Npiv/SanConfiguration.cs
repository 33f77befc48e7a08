using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>
/// What administrators set up in the storage area network: switches, cables, zones, LUNs and their masking. Who is logged in is no part of
/// it: see <see cref="FabricLogins"/>. Immutable; thread-safe.
/// </summary>
public sealed record SanConfiguration(
    ValueList<FcSwitch> Switches,
    ValueList<FcAttachment> Attachments,
    ValueList<FcZone> Zones,
    ValueList<FcZoneSet> ZoneSets,
    ValueList<ActiveZoneSet> Active,
    ValueList<SanLun> Luns,
    ValueList<LunMask> Masks)
{
    public static SanConfiguration Empty { get; } = new([], [], [], [], [], [], []);

    public FcAttachment? FindAttachment(Wwpn port) => Attachments.FirstOrDefault(attachment => attachment.Port == port);

    public FcSwitch? FindSwitch(SanName name) => Switches.FirstOrDefault(known => known.Name == name);

    public FcZone? FindZone(SanName fabric, SanName name) =>
        Zones.FirstOrDefault(zone => zone.Fabric == fabric && zone.Name == name);

    public FcZoneSet? FindZoneSet(SanName fabric, SanName name) =>
        ZoneSets.FirstOrDefault(set => set.Fabric == fabric && set.Name == name);

    public ActiveZoneSet? FindActive(SanName fabric) => Active.FirstOrDefault(active => active.Fabric == fabric);

    public SanLun? FindLun(SanName name) => Luns.FirstOrDefault(lun => lun.Name == name);

    /// <summary>The fabric that a physical port is cabled to; null when it is to none.</summary>
    public SanName? FabricOf(Wwpn port) => FindAttachment(port) is { } attachment ? FindSwitch(attachment.Switch)?.Fabric : null;

    /// <summary>Whether two ports of a fabric are members of one zone of its active zone set.</summary>
    public bool MaySee(SanName fabric, Wwpn one, Wwpn other) =>
        FindActive(fabric)?.Zones.Any(zone => zone.Members.Contains(one) && zone.Members.Contains(other)) == true;

    /// <summary>Storage ports of a fabric that an initiator is zoned with, in the order of their names.</summary>
    public IEnumerable<Wwpn> StoragePortsFor(SanName fabric, Wwpn initiator) => Attachments
        .Where(attachment => attachment.Role == FcPortRole.Storage && FabricOf(attachment.Port) == fabric
            && MaySee(fabric, initiator, attachment.Port))
        .Select(attachment => attachment.Port)
        .OrderBy(port => port.Value);

    /// <summary>
    /// What an initiator reaches in a fabric, by number: zoned and masked. Where several storage ports show it the same number, the
    /// first of
    /// them, by name, counts.
    /// </summary>
    public IReadOnlyDictionary<int, SanLun> LunsFor(SanName fabric, Wwpn initiator)
    {
        var found = new SortedDictionary<int, SanLun>();
        foreach (var port in StoragePortsFor(fabric, initiator))
        {
            foreach (var mask in Masks.Where(mask => mask.Initiator == initiator && mask.StoragePort == port))
            {
                if (FindLun(mask.Unit) is { } lun)
                {
                    found.TryAdd(mask.Lun.Value, lun);
                }
            }
        }

        return found;
    }
}
