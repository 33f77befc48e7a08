namespace VioActors.Actors.Settings;

/// <summary>
/// The configuration cannot be used; the message has one line for each fault, with the key, what is wrong and what is allowed.
/// </summary>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception("The configuration cannot be used:" + string.Concat(faults.Select(fault => Environment.NewLine + "  " + fault)))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
