using VioActors.Domain.Npiv;

namespace VioActors.Actors.Phyp;

/// <summary>
/// What a hypervisor keeps of its WWPNs beside the database: so that none is given twice, also after the database was restored from a
/// backup
/// (NPV-2). Implementations are thread-safe.
/// </summary>
public interface IWwpnLedger
{
    /// <summary>The machine's prefix, and the numbers of it that may be given.</summary>
    WwpnSource Source { get; }

    /// <summary>Numbers below were given, or are lost: on stable storage when it returns.</summary>
    /// <exception cref="IOException">It cannot be stored; nothing may be given.</exception>
    void Raise(int floor);
}
