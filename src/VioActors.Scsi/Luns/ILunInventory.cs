namespace VioActors.Scsi.Luns;

/// <summary>
/// The logical units that one initiator sees behind its target port. Implemented by the owner of the mappings; thread-safe.
/// </summary>
public interface ILunInventory
{
    /// <summary>LUN fields (see <see cref="LunAddress"/>), ascending. A snapshot: never changes once returned.</summary>
    IReadOnlyList<ulong> LunFields { get; }
}

/// <summary>An inventory that never changes. Thread-safe.</summary>
public sealed class FixedLunInventory(params IReadOnlyList<ulong> lunFields) : ILunInventory
{
    public IReadOnlyList<ulong> LunFields { get; } = lunFields;
}
