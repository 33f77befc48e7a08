using VioActors.Domain.Common;

namespace VioActors.Domain.Npiv;

/// <summary>State of the record of the storage area network. Immutable.</summary>
public sealed record SanState(SanConfiguration San)
{
    public static SanState Empty { get; } = new(SanConfiguration.Empty);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public SanState Apply(ISanEvent @event) => new(@event switch
    {
        FabricDefined e => San with { Switches = e.Switches, Attachments = e.Attachments },
        ZoneDefined e => San with
        {
            Zones = San.Zones.Where(zone => zone.Fabric != e.Zone.Fabric || zone.Name != e.Zone.Name).Append(e.Zone)
                .OrderBy(zone => zone.Fabric).ThenBy(zone => zone.Name).ToValueList(),
        },
        ZoneRemoved e => San with { Zones = San.Zones.Where(zone => zone.Fabric != e.Fabric || zone.Name != e.Name).ToValueList() },
        ZoneSetDefined e => San with
        {
            ZoneSets = San.ZoneSets.Where(set => set.Fabric != e.ZoneSet.Fabric || set.Name != e.ZoneSet.Name).Append(e.ZoneSet)
                .OrderBy(set => set.Fabric).ThenBy(set => set.Name).ToValueList(),
        },
        ZoneSetRemoved e => San with { ZoneSets = San.ZoneSets.Where(set => set.Fabric != e.Fabric || set.Name != e.Name).ToValueList() },
        ZoneSetActivated e => San with
        {
            Active = San.Active.Where(active => active.Fabric != e.Active.Fabric).Append(e.Active)
                .OrderBy(active => active.Fabric).ToValueList(),
        },
        ZoneSetDeactivated e => San with { Active = San.Active.Where(active => active.Fabric != e.Fabric).ToValueList() },
        SanLunCreated e => San with { Luns = San.Luns.Append(e.Lun).OrderBy(lun => lun.Name).ToValueList() },
        SanLunRemoved e => San with { Luns = San.Luns.Where(lun => lun.Name != e.Name).ToValueList() },
        LunMasked e => San with
        {
            Masks = San.Masks.Append(e.Mask).OrderBy(mask => mask.Initiator.Value).ThenBy(mask => mask.StoragePort.Value)
                .ThenBy(mask => mask.Lun).ToValueList(),
        },
        LunUnmasked e => San with
        {
            Masks = San.Masks.Where(mask => mask.Initiator != e.Initiator || mask.StoragePort != e.StoragePort || mask.Lun != e.Lun)
                .ToValueList(),
        },
        _ => throw new InvalidOperationException(
            $"The storage area network knows no event {@event.GetType().Name}; a newer version wrote it."),
    });
}
