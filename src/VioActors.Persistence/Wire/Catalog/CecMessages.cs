using VioActors.Domain.Cec;
using Schema = VioActors.Persistence.Schemas.Cec;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>cec.proto</c>. Thread-safe.</summary>
internal static class CecMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<ReserveAdapterName, Schema.ReserveAdapterName>("cec.ReserveAdapterName.1"),
        MessageEntry.Of<FreeAdapterName, Schema.FreeAdapterName>("cec.FreeAdapterName.1"),
        MessageEntry.Of<GetAdapterNames, Schema.GetAdapterNames>("cec.GetAdapterNames.1"),
        MessageEntry.Of<AdapterNameReserved, Schema.AdapterNameReserved>("cec.AdapterNameReserved.1"),
        MessageEntry.Of<AdapterNamesFound, Schema.AdapterNamesFound>("cec.AdapterNamesFound.1"),
        MessageEntry.Of<AdapterNameTaken, Schema.AdapterNameTaken>("cec.AdapterNameTaken.1"),
        MessageEntry.Of<AdapterNameFreed, Schema.AdapterNameFreed>("cec.AdapterNameFreed.1"),
        MessageEntry.Of<DefineHardware, Schema.DefineHardware>("cec.DefineHardware.1"),
        MessageEntry.Of<GetCec, Schema.GetCec>("cec.GetCec.1"),
        MessageEntry.Of<CecFound, Schema.CecFound>("cec.CecFound.1"),
        MessageEntry.Of<HardwareDefined, Schema.HardwareDefined>("cec.HardwareDefined.1"),
        MessageEntry.Of<CecSnapshot, Schema.CecSnapshot>("cec.CecSnapshot.1"),
    ];
}
