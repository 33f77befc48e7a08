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
public sealed record VolumeExpectation(PvId? Id = null, PoolId? Pool = null, long MinGeneration = 0);
