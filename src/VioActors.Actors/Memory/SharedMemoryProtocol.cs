using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>
/// Asks for the memory that a partition has of the pool. Answered with <see cref="MemoryAttached"/> or <see cref="Rejected"/>.
/// </summary>
internal sealed record AttachMemory(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="AttachMemory"/> and <see cref="OpenHiddenMemory"/>.</summary>
internal sealed record MemoryAttached(MemoryPartition Memory, SharedMemory Pool) : INoSerializationVerificationNeeded;

/// <summary>Memory for a partition that nobody else knows (OSI-2). Answered with <see cref="MemoryAttached"/>.</summary>
/// <param name="Device">Its paging device.</param>
internal sealed record OpenHiddenMemory(int Pages, LuUdid Device, int Slots) : INoSerializationVerificationNeeded;

/// <summary>A hidden partition ends. Answered with <see cref="Ok"/>.</summary>
internal sealed record CloseHiddenMemory(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>
/// A guest's processor has met a page that is not there. Answered with <see cref="PageReady"/> or <see cref="PageLost"/>, as an interrupt.
/// </summary>
/// <param name="Page">Number of the page in the partition's address space.</param>
internal sealed record PageWanted(PartitionId Client, ulong Page, bool ForWriting) : INoSerializationVerificationNeeded;

/// <summary>The page is there; it may have left again when it is looked for.</summary>
internal sealed record PageReady(ulong Page) : INoSerializationVerificationNeeded;

/// <summary>The page cannot be had: its bytes are not what they were, or its medium is gone.</summary>
internal sealed record PageLost(ulong Page, string Reason) : INoSerializationVerificationNeeded;

/// <summary>
/// Pages of a segment are wanted, whoever runs on it. Answered with <see cref="SegmentReady"/>, or <see cref="Rejected"/> when one of them
/// cannot be had.
/// </summary>
/// <param name="First">First page.</param>
internal sealed record SegmentWanted(MemorySegment Segment, int First, int Count, bool ForWriting) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="SegmentWanted"/>.</summary>
internal sealed record SegmentReady : INoSerializationVerificationNeeded
{
    public static SegmentReady Instance { get; } = new();
}

/// <summary>Everything of a segment is to leave the pool. Answered with <see cref="Ok"/> or <see cref="Rejected"/>.</summary>
internal sealed record PageOutSegment(MemorySegment Segment) : INoSerializationVerificationNeeded;

/// <summary>Where the pages of an image are. Answered with <see cref="LayerOpened"/>.</summary>
internal sealed record OpenLayer(string Image, LuUdid Lu, long FirstPage, IReadOnlyList<uint> Checksums)
    : INoSerializationVerificationNeeded;

internal sealed record LayerOpened(ImageLayer Layer) : INoSerializationVerificationNeeded;

/// <summary>An image is to leave the pool. Answered with <see cref="Ok"/>, or <see cref="Rejected"/> while it is used.</summary>
internal sealed record CloseLayer(string Image) : INoSerializationVerificationNeeded;

/// <summary>
/// A request for the paging VIOS, whichever serves. Answered with that one's answer; while none serves, later.
/// </summary>
internal sealed record RunPaging(IPagingRequest Request) : INoSerializationVerificationNeeded;
