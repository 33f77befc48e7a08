namespace VioActors.Management.View;

/// <summary>
/// Which hypervisors have not answered two reads in a row. One alone may be a machine that starts, or a node that is slow. Not thread-safe.
/// </summary>
internal sealed class SilentMachines
{
    private const int ReadsMissed = 2;

    private readonly Dictionary<ViewSource, int> _missed = [];

    public bool Contains(ViewSource source) => _missed.GetValueOrDefault(source) >= ReadsMissed;

    public void Heard(ViewSource source) => _missed.Remove(source);

    /// <summary>A read had no answer.</summary>
    /// <returns>True: the source is a hypervisor, and counts as silent now.</returns>
    public bool Missed(ViewSource source)
    {
        if (source.Kind != ViewSourceKind.Cec)
        {
            return false;
        }

        _missed[source] = _missed.GetValueOrDefault(source) + 1;
        return Contains(source);
    }
}
