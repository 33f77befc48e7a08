using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Nexus;
using Schema = VioActors.Persistence.Schemas.San;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>san.proto</c>. Thread-safe.</summary>
internal static class SanMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<DefineFabric, Schema.DefineFabric>("san.DefineFabric.1"),
        MessageEntry.Of<DefineZone, Schema.DefineZone>("san.DefineZone.1"),
        MessageEntry.Of<RemoveZone, Schema.RemoveZone>("san.RemoveZone.1"),
        MessageEntry.Of<DefineZoneSet, Schema.DefineZoneSet>("san.DefineZoneSet.1"),
        MessageEntry.Of<RemoveZoneSet, Schema.RemoveZoneSet>("san.RemoveZoneSet.1"),
        MessageEntry.Of<ActivateZoneSet, Schema.ActivateZoneSet>("san.ActivateZoneSet.1"),
        MessageEntry.Of<CreateSanLun, Schema.CreateSanLun>("san.CreateSanLun.1"),
        MessageEntry.Of<RemoveSanLun, Schema.RemoveSanLun>("san.RemoveSanLun.1"),
        MessageEntry.Of<MaskLun, Schema.MaskLun>("san.MaskLun.1"),
        MessageEntry.Of<UnmaskLun, Schema.UnmaskLun>("san.UnmaskLun.1"),
        MessageEntry.Of<GetSan, Schema.GetSan>("san.GetSan.1"),
        MessageEntry.Of<SanFound, Schema.SanFound>("san.SanFound.1"),
        MessageEntry.Of<FabricDefined, Schema.FabricDefined>("san.FabricDefined.1"),
        MessageEntry.Of<ZoneDefined, Schema.ZoneDefined>("san.ZoneDefined.1"),
        MessageEntry.Of<ZoneRemoved, Schema.ZoneRemoved>("san.ZoneRemoved.1"),
        MessageEntry.Of<ZoneSetDefined, Schema.ZoneSetDefined>("san.ZoneSetDefined.1"),
        MessageEntry.Of<ZoneSetRemoved, Schema.ZoneSetRemoved>("san.ZoneSetRemoved.1"),
        MessageEntry.Of<ZoneSetActivated, Schema.ZoneSetActivated>("san.ZoneSetActivated.1"),
        MessageEntry.Of<ZoneSetDeactivated, Schema.ZoneSetDeactivated>("san.ZoneSetDeactivated.1"),
        MessageEntry.Of<SanLunCreated, Schema.SanLunCreated>("san.SanLunCreated.1"),
        MessageEntry.Of<SanLunRemoved, Schema.SanLunRemoved>("san.SanLunRemoved.1"),
        MessageEntry.Of<LunMasked, Schema.LunMasked>("san.LunMasked.1"),
        MessageEntry.Of<LunUnmasked, Schema.LunUnmasked>("san.LunUnmasked.1"),
        MessageEntry.Of<SanChanged, Schema.SanChanged>("san.SanChanged.1"),
        MessageEntry.Of<SanSnapshot, Schema.SanSnapshot>("san.SanSnapshot.1"),
        MessageEntry.Of<LogInPort, Schema.LogInPort>("san.LogInPort.1"),
        MessageEntry.Of<PortLoggedIn, Schema.PortLoggedIn>("san.PortLoggedIn.1"),
        MessageEntry.Of<LogOutPort, Schema.LogOutPort>("san.LogOutPort.1"),
        MessageEntry.Of<GetSanReport, Schema.GetSanReport>("san.GetSanReport.1"),
        MessageEntry.Of<SanReport, Schema.SanReport>("san.SanReport.1"),
        MessageEntry.Of<RefreshSan, Schema.RefreshSan>("san.RefreshSan.1"),
        MessageEntry.Of<OpenVirtualPort, Schema.OpenVirtualPort>("san.OpenVirtualPort.1"),
        MessageEntry.Of<NexusOpened, Schema.NexusOpened>("san.NexusOpened.1"),
    ];
}
