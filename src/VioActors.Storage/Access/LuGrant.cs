using VioActors.Storage.Maps;
using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>
/// What a VIOS may do with a logical unit until it is revoked: read and write mapped chunks without asking. The map is this VIOS's own
/// copy: chunks that it learns of are added to it; it is not shared with the owner's map.
/// </summary>
/// <param name="Epoch">Greater than that of every earlier grant on the LU.</param>
/// <param name="SizeBytes">Size of the LU, 1 or more, not above the map's capacity.</param>
/// <param name="Map">Logical to physical chunks, as of the grant.</param>
public sealed record LuGrant(GrantEpoch Epoch, long SizeBytes, ChunkMap Map)
{
    /// <summary>
    /// Chunks that a snapshot has too, as this VIOS has learnt of them: for reading only. A chunk is looked for in <see cref="Map"/> first.
    /// </summary>
    public ChunkMap Shared { get; init; } = new(Map.ChunkCount);
}
