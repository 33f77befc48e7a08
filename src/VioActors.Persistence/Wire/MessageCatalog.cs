using VioActors.Persistence.Wire.Catalog;

namespace VioActors.Persistence.Wire;

/// <summary>
/// Every message that is stored or sent. A new one gets a schema, a line here and golden bytes in the tests. Thread-safe.
/// </summary>
internal static class MessageCatalog
{
    /// <summary>Versions that are written.</summary>
    public static IReadOnlyList<MessageEntry> Current { get; } =
    [
        .. CommonMessages.All,
        .. ClusterMessages.All,
        .. CecMessages.All,
        .. ViosMessages.All,
        .. ClientsMessages.All,
        .. PoolMessages.All,
        .. LogicalUnitsMessages.All,
        .. PhypMessages.All,
        .. EventsMessages.All,
        .. JobsMessages.All,
        .. ToolMessages.All,
        .. DevicesMessages.All,
        .. BackupMessages.All,
        .. RestoreMessages.All,
        .. VbrMessages.All,
        .. CommandsMessages.All,
        .. SanMessages.All,
        .. SharedMemoryMessages.All,
        .. ImageMessages.All,
    ];

    /// <summary>Versions that are only read.</summary>
    public static IReadOnlyList<MessageEntry> Older { get; } = [.. PoolMessages.Older, .. LogicalUnitsMessages.Older];
}
