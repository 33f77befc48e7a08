namespace VioActors.Domain.Memory;

/// <summary>What has to be done before a page can be used.</summary>
public abstract record FaultPlan
{
    private FaultPlan()
    {
    }

    /// <summary>Nothing: it can be used.</summary>
    public sealed record Ready : FaultPlan
    {
        public static Ready Instance { get; } = new();
    }

    /// <summary>A frame has to come free.</summary>
    public sealed record NeedsFrame : FaultPlan
    {
        public static NeedsFrame Instance { get; } = new();
    }

    /// <summary>Its copy on the paging device has to be read. A frame is set aside for it.</summary>
    public sealed record ReadSlot(MemorySegment Segment, int Index, int Slot, int Frame) : FaultPlan;

    /// <summary>
    /// Pages of the image have to be read, one after the other. Frames are set aside for them.
    /// </summary>
    /// <param name="PrivateTo">Null: into the pool's copy. Otherwise into that segment.</param>
    public sealed record ReadImage(ImageLayer Layer, int Page, IReadOnlyList<int> Frames, MemorySegment? PrivateTo) : FaultPlan;
}

/// <summary>A page that leaves the pool.</summary>
/// <param name="Slot">Where on its partition's paging device.</param>
/// <param name="Bytes">As they were when it was chosen.</param>
public sealed record LeavingPage(MemorySegment Segment, int Index, int Slot, byte[] Bytes, uint Checksum);

/// <summary>What an attempt to free frames came to.</summary>
/// <param name="Freed">Frames that are free now.</param>
/// <param name="Leaving">Pages to be written; their frames come free after that.</param>
public sealed record EvictionPlan(int Freed, IReadOnlyList<LeavingPage> Leaving);
