using VioActors.Domain.Cec;
using VioActors.Domain.Values;

namespace VioActors.Actors.Settings;

/// <summary>A physical device of the CEC as the configuration has it.</summary>
/// <param name="Kind">Kind of adapter; <see cref="PhysicalAdapterKind.Unknown"/> for a disk.</param>
/// <param name="Vios">Name of the VIOS that has it; empty: none.</param>
/// <param name="SizeBytes">Size of a disk; 0 for an adapter.</param>
public sealed record DeviceSettings(
    PhysicalAdapterKind Kind, string Name, string Location, string Vios, string Identity, long SizeBytes)
{
    internal static DeviceSettings ReadAdapter(SettingsReader reader) => new(
        reader.Choice<PhysicalAdapterKind>("kind", except: PhysicalAdapterKind.Unknown),
        reader.Named<AdapterName>("name"),
        reader.Text("location", 1, CecHardwareRules.TextLengthMax),
        reader.Text("vios", 0, 255),
        reader.Text("identity", 0, CecHardwareRules.TextLengthMax),
        0);

    internal static DeviceSettings ReadDisk(SettingsReader reader) => new(
        PhysicalAdapterKind.Unknown,
        reader.Named<AdapterName>("name"),
        reader.Text("location", 1, CecHardwareRules.TextLengthMax),
        reader.Text("vios", 0, 255),
        "",
        reader.Size("size", 1, long.MaxValue));
}
