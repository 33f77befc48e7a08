using VioActors.Domain.Vios;
using Schema = VioActors.Persistence.Schemas.Vios;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>vios.proto</c>. Thread-safe.</summary>
internal static class ViosMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<DefineVios, Schema.DefineVios>("vios.DefineVios.1"),
        MessageEntry.Of<AddServerAdapter, Schema.AddServerAdapter>("vios.AddServerAdapter.1"),
        MessageEntry.Of<ConcludeAdapterName, Schema.ConcludeAdapterName>("vios.ConcludeAdapterName.1"),
        MessageEntry.Of<RemoveServerAdapter, Schema.RemoveServerAdapter>("vios.RemoveServerAdapter.1"),
        MessageEntry.Of<MapLu, Schema.MapLu>("vios.MapLu.1"),
        MessageEntry.Of<ConcludeBinding, Schema.ConcludeBinding>("vios.ConcludeBinding.1"),
        MessageEntry.Of<ConcludeUnbinding, Schema.ConcludeUnbinding>("vios.ConcludeUnbinding.1"),
        MessageEntry.Of<UnmapLu, Schema.UnmapLu>("vios.UnmapLu.1"),
        MessageEntry.Of<ForgetLu, Schema.ForgetLu>("vios.ForgetLu.1"),
        MessageEntry.Of<RetireVios, Schema.RetireVios>("vios.RetireVios.1"),
        MessageEntry.Of<GetViosDevices, Schema.GetViosDevices>("vios.GetViosDevices.1"),
        MessageEntry.Of<ServerAdapterAnswer, Schema.ServerAdapterAnswer>("vios.ServerAdapterAnswer.1"),
        MessageEntry.Of<MappingAnswer, Schema.MappingAnswer>("vios.MappingAnswer.1"),
        MessageEntry.Of<ViosDevicesFound, Schema.ViosDevicesFound>("vios.ViosDevicesFound.1"),
        MessageEntry.Of<ViosDefined, Schema.ViosDefined>("vios.ViosDefined.1"),
        MessageEntry.Of<AdapterNameAssigned, Schema.AdapterNameAssigned>("vios.AdapterNameAssigned.1"),
        MessageEntry.Of<ServerAdapterAdded, Schema.ServerAdapterAdded>("vios.ServerAdapterAdded.1"),
        MessageEntry.Of<ServerAdapterRemoved, Schema.ServerAdapterRemoved>("vios.ServerAdapterRemoved.1"),
        MessageEntry.Of<BindingNoted, Schema.BindingNoted>("vios.BindingNoted.1"),
        MessageEntry.Of<BindingDropped, Schema.BindingDropped>("vios.BindingDropped.1"),
        MessageEntry.Of<DeviceMapped, Schema.DeviceMapped>("vios.DeviceMapped.1"),
        MessageEntry.Of<DeviceUnmapped, Schema.DeviceUnmapped>("vios.DeviceUnmapped.1"),
        MessageEntry.Of<UnbindingBegun, Schema.UnbindingBegun>("vios.UnbindingBegun.1"),
        MessageEntry.Of<UnbindingConfirmed, Schema.UnbindingConfirmed>("vios.UnbindingConfirmed.1"),
        MessageEntry.Of<ViosRetired, Schema.ViosRetired>("vios.ViosRetired.1"),
        MessageEntry.Of<DevicesChanged, Schema.DevicesChanged>("vios.DevicesChanged.1"),
        MessageEntry.Of<ViosSnapshot, Schema.ViosSnapshot>("vios.ViosSnapshot.1"),
    ];
}
