using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>How a volume is opened.</summary>
public enum VolumeOpenMode
{
    /// <summary>Data only; any number of processes of the host may do so.</summary>
    Data,

    /// <summary>Data and header: at most one handle of the host (an exclusive advisory lock).</summary>
    Owner,
}

/// <summary>What the pool knows about the volume that it opens. Null members are not checked. Immutable.</summary>
/// <param name="Id">The volume expected at this place.</param>
/// <param name="Pool">The pool it must belong to.</param>
/// <param name="MinGeneration">Lowest header generation that is not stale.</param>
public sealed record VolumeExpectation(PvId? Id = null, PoolId? Pool = null, long MinGeneration = 0)
{
    /// <summary>Null when the header, on a medium of this length, is that of the volume expected.</summary>
    internal (VolumeRefusal Refusal, string Problem)? FindProblem(VolumeHeader header, long lengthBytes)
    {
        if (Pool is { } pool && header.Pool != pool)
            return (VolumeRefusal.ForeignPool, $"it belongs to pool {header.Pool}, not to {pool}. Nothing was changed.");
        if (Id is { } id && header.Id != id)
            return (VolumeRefusal.Swapped, $"volume {header.Id} of the pool is at this place; the paths of its volumes were swapped.");
        if (header.State == VolumeState.Retired)
            return (VolumeRefusal.Retired, $"volume {header.Id} was taken out of its pool. Create a new volume to use the space.");
        if (header.Generation < MinGeneration)
        {
            return (VolumeRefusal.Stale,
                $"its header has generation {header.Generation}, the pool knows {MinGeneration}; it is an older copy.");
        }

        return lengthBytes < header.FileLengthBytes
            ? (VolumeRefusal.Truncated, $"the file has {lengthBytes} of {header.FileLengthBytes} bytes; data was cut off. Restore it.")
            : null;
    }
}
