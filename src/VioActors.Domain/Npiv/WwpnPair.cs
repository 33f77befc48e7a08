using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>
/// The two WWPNs of a virtual Fibre Channel client adapter (NPV-2): one is in use; the other logs in at the destination while the partition
/// moves, and is in use there afterwards. Immutable.
/// </summary>
public sealed record WwpnPair(Wwpn First, Wwpn Second)
{
    public bool Contains(Wwpn wwpn) => First == wwpn || Second == wwpn;

    public override string ToString() => $"{First},{Second}";
}
