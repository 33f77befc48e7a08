namespace VioActors.Actors.Settings;

/// <summary>Virtual Fibre Channel of a machine.</summary>
/// <param name="WwpnPrefix">What its WWPNs begin with, 12 hexadecimal digits; empty: drawn from the machine's identity.</param>
/// <param name="VirtualPortsMax">Virtual adapters that may be active on one physical port at once.</param>
public sealed record NpivSettings(string WwpnPrefix, int VirtualPortsMax)
{
    internal static NpivSettings Read(SettingsReader reader)
    {
        var prefix = reader.Text("npiv.wwpn-prefix", 0, 12);
        reader.Check(
            "npiv.wwpn-prefix", prefix.Length == 0 || Domain.Npiv.WwpnPrefix.TryParse(prefix, out _, out _), $"is '{prefix}'",
            "empty, or 12 hexadecimal digits that begin with c");
        return new NpivSettings(prefix, (int)reader.Integer("npiv.vfc-per-port-max", 1, 255));
    }
}
