using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>A command or query for a hypervisor about its shared memory pool.</summary>
public interface ISharedPoolMessage : IDomainMessage;

/// <summary>The shared memory pool of a CEC. Immutable.</summary>
/// <param name="Primary">Paging VIOS that is used while it serves.</param>
/// <param name="Secondary">Takes over when it does not; null: nobody.</param>
public sealed record MemoryPoolDefinition(ByteSize Size, PartitionId Primary, PartitionId? Secondary);

/// <summary>An LU on which pages of one partition are kept. Immutable.</summary>
/// <param name="Client">Whose; null: nobody's yet.</param>
public sealed record PagingDevice(LuUdid Lu, ByteSize Size, PartitionId? Client);

/// <summary>What a partition has of the pool. Immutable.</summary>
/// <param name="Logical">Memory that it believes to have, its operating system not counted.</param>
/// <param name="Weight">Its part when the pool is short, 0 to 255.</param>
/// <param name="IoEntitled">Memory that is never taken from it.</param>
public sealed record MemoryShare(PartitionId Client, ByteSize Logical, int Weight, ByteSize IoEntitled);

/// <summary>
/// Makes the pool, or changes its paging VIOSes; its size is that from the next start of the hypervisor on. Answered with
/// <see cref="Ok"/>, <see cref="NoOp"/> or <see cref="Rejected"/>.
/// </summary>
public sealed record DefineMemoryPool(MemoryPoolDefinition Definition) : ICommand, ISharedPoolMessage;

/// <summary>Gives PHYP an LU to page to. Answered with <see cref="Ok"/>.</summary>
public sealed record AddPagingDevice(LuUdid Lu, ByteSize Size) : ICommand, ISharedPoolMessage;

/// <summary>Takes an unused paging device away. Answered with <see cref="Ok"/>.</summary>
public sealed record RemovePagingDevice(LuUdid Lu) : ICommand, ISharedPoolMessage;

/// <summary>
/// A partition draws on the pool; the smallest free paging device that holds its memory twice becomes its own. Answered with
/// <see cref="Ok"/>.
/// </summary>
public sealed record ShareMemory(MemoryShare Share) : ICommand, ISharedPoolMessage;

/// <summary>A partition leaves the pool; what it had there is gone. Answered with <see cref="Ok"/>.</summary>
public sealed record UnshareMemory(PartitionId Client) : ICommand, ISharedPoolMessage;

/// <summary>Answered with <see cref="MemoryPoolFound"/>.</summary>
public sealed record GetMemoryPool : IQuery, ISharedPoolMessage;

/// <summary>How the pool is set up, ordered by partition and by LU.</summary>
/// <param name="Definition">Null: there is none.</param>
public sealed record MemoryPoolFound(
    MemoryPoolDefinition? Definition, ValueList<MemoryShare> Shares, ValueList<PagingDevice> Devices) : IReply;

/// <summary>Asks for what the pool's memory is used for. Answered with <see cref="MemoryPoolReport"/>.</summary>
public sealed record GetMemoryPoolReport : IQuery, ISharedPoolMessage;

/// <summary>The pool at work.</summary>
/// <param name="PagingVios">Through which it pages now; null: none serves, and whoever misses a page waits.</param>
/// <param name="TakeOvers">How often the other paging VIOS took over.</param>
/// <param name="Waiting">Partitions that wait for a page.</param>
public sealed record MemoryPoolReport(
    int FrameCount, int FreeFrames, long TableBytes, ValueList<MemoryPartitionFigures> Partitions, ValueList<ImageLayerFigures> Images,
    PartitionId? PagingVios, long TakeOvers, int Waiting) : IReply;

public interface ISharedPoolEvent : IEvent;

public sealed record MemoryPoolDefined(MemoryPoolDefinition Definition) : ISharedPoolEvent;

public sealed record PagingDeviceAdded(PagingDevice Device) : ISharedPoolEvent;

public sealed record PagingDeviceRemoved(LuUdid Lu) : ISharedPoolEvent;

public sealed record MemoryShared(MemoryShare Share, LuUdid Device) : ISharedPoolEvent;

public sealed record MemoryUnshared(PartitionId Client) : ISharedPoolEvent;
