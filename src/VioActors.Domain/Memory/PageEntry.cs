namespace VioActors.Domain.Memory;

/// <summary>Where the bytes of a page are.</summary>
internal enum PageState : byte
{
    /// <summary>What the segment lies on: zeros, or the page of its image.</summary>
    Ground = 0,

    /// <summary>In a frame of its own.</summary>
    Resident = 1,

    /// <summary>On the paging device only.</summary>
    Out = 2,
}

/// <summary>An entry of a page table.</summary>
internal struct PageEntry
{
    public PageState State;

    /// <summary>Used since the clock hand last passed.</summary>
    public bool IsReferenced;

    /// <summary>Its frame holds what neither ground nor slot do.</summary>
    public bool IsDirty;

    /// <summary>Its bytes are on the way to <see cref="NextSlot"/>.</summary>
    public bool IsLeaving;

    /// <summary>Frame number, while resident.</summary>
    public int Frame;

    /// <summary>Slot of the paging device with a copy, counted from 1; 0: none.</summary>
    public int Slot;

    /// <summary>Slot that it is being written to.</summary>
    public int NextSlot;

    /// <summary>Of the copy in <see cref="Slot"/>.</summary>
    public uint Checksum;
}
