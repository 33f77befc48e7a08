namespace VioActors.Domain.Phyp.Dispatch;

/// <summary>What a virtual processor does.</summary>
public enum VirtualProcessorState
{
    /// <summary>It has nothing to do until it is woken (H_CEDE); the first state.</summary>
    Ceded,

    /// <summary>It wants a physical processor.</summary>
    Ready,

    /// <summary>It has given its time to another one until it is prodded (H_CONFER).</summary>
    Conferred,
}

/// <summary>
/// What is kept of a virtual processor while it is on no physical one, and put back when it is (NPV-3). Immutable.
/// </summary>
/// <param name="ExecutedTicks">Processor time that it has had: its time base.</param>
/// <param name="Dispatches">How often it was put on a physical processor.</param>
/// <param name="LastProcessor">Physical processor on which it ran last; -1: on none yet.</param>
public sealed record SavedContext(long ExecutedTicks, long Dispatches, int LastProcessor)
{
    public static SavedContext Initial { get; } = new(0, 0, -1);
}

/// <summary>A virtual processor. Not thread-safe: owned by its <see cref="DispatchTable"/>.</summary>
public sealed class VirtualProcessor
{
    internal VirtualProcessor(VirtualProcessorId id, long entitledTicks) => (Id, EntitledTicks) = (id, entitledTicks);

    public VirtualProcessorId Id { get; }

    public VirtualProcessorState State { get; internal set; }

    /// <summary>As it was saved when it last left a physical processor; only a dispatch changes it.</summary>
    public SavedContext Context { get; internal set; } = SavedContext.Initial;

    /// <summary>Part of its partition's entitlement in one window.</summary>
    internal long EntitledTicks { get; }

    /// <summary>Given to it by others for the next window.</summary>
    internal long ConferredTicks { get; set; }

    /// <summary>Given in this window and not accounted for.</summary>
    internal long GrantedTicks { get; set; }
}
