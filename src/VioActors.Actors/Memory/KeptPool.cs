using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>
/// What the keeper of a shared memory pool works on, and has again after it failed and was restarted: the pages, where they are paged to,
/// and who waits for which. Used by one <see cref="SharedMemoryActor"/> at a time.
/// </summary>
/// <param name="answerLimit">A paging VIOS that has not answered by then is given up for the other one.</param>
internal sealed class KeptPool(TimeProvider time, TimeSpan answerLimit)
{
    public PagingPath Path { get; } = new(time, answerLimit);

    /// <summary>Paging devices; also read where pages are written, beside the actor.</summary>
    public ConcurrentDictionary<PartitionId, LuUdid> Devices { get; } = [];

    public Dictionary<ImageLayer, (LuUdid Lu, long FirstPage)> Images { get; } = [];

    /// <summary>Who waits for a page that is being read.</summary>
    public Dictionary<(object Ground, int Index), List<PageRequest>> Reading { get; } = [];

    /// <summary>Who waits for a frame.</summary>
    public Queue<PageRequest> Starving { get; } = [];

    /// <summary>Null until a pool is defined.</summary>
    public SharedMemory? Memory { get; set; }

    /// <summary>Pages are being written.</summary>
    public bool IsWriting { get; set; }

    /// <summary>Hidden partitions that there were.</summary>
    public int Hidden { get; set; }
}

/// <summary>Somebody wants pages of a segment. Immutable.</summary>
/// <param name="Index">Page that is missing now.</param>
/// <param name="End">Behind the last page that is wanted.</param>
/// <param name="Answer">When all are there.</param>
/// <param name="Page">The guest's page; null: it is not a guest that asks.</param>
internal sealed record PageRequest(
    MemorySegment Segment, int Index, int End, bool ForWriting, IActorRef Asker, object Answer, ulong? Page)
{
    public bool ReadsAhead { get; init; } = true;
}
