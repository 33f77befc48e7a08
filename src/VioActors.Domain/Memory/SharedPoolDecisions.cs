using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Memory.ISharedPoolEvent>;

namespace VioActors.Domain.Memory;

/// <summary>What a hypervisor decides about its shared memory pool (OSI-1). Pure; thread-safe.</summary>
public static class SharedPoolDecisions
{
    public const int WeightMax = 255;

    /// <summary>Partitions that share one pool, and its paging devices.</summary>
    public const int ShareCountMax = 1000;

    public static ByteSize PoolMin { get; } = new(1L << 20);

    public static ByteSize PoolMax { get; } = new(1L << 40);

    public static Outcome Decide(SharedPoolState state, ISharedPoolMessage message) => message switch
    {
        DefineMemoryPool define => Define(state, define.Definition),
        AddPagingDevice add => Add(state, add),
        RemovePagingDevice remove => Remove(state, remove),
        ShareMemory share => Share(state, share.Share),
        UnshareMemory unshare => state.Shares.ContainsKey(unshare.Client)
            ? Decision.Accept<ISharedPoolEvent>(Ok.Instance, new MemoryUnshared(unshare.Client))
            : Decision.NoOp<ISharedPoolEvent>($"Partition {unshare.Client} has no shared memory."),
        GetMemoryPool => Decision.Answer<ISharedPoolEvent>(state.Describe()),
        _ => Refuse(RejectionCode.Invalid, $"A shared memory pool has no answer to {message.GetType().Name}."),
    };

    /// <summary>Slots of a paging device: a page each.</summary>
    public static int SlotsOf(ByteSize device) => (int)Math.Min(int.MaxValue / 2, device.Bytes >> MemoryPage.Shift);

    /// <summary>The terms of a partition in pages.</summary>
    public static MemoryTerms TermsOf(MemoryShare share, PagingDevice device) => new(
        (int)MemoryPage.CountFor(share.Logical.Bytes), share.Weight, (int)MemoryPage.CountFor(share.IoEntitled.Bytes),
        SlotsOf(device.Size));

    private static Outcome Define(SharedPoolState state, MemoryPoolDefinition definition)
    {
        var entitled = state.Shares.Values.Sum(share => share.IoEntitled.Bytes);
        var fault = definition switch
        {
            _ when definition.Size.CompareTo(PoolMin) < 0 || definition.Size.CompareTo(PoolMax) > 0 =>
                $"{definition.Size} is not {PoolMin} to {PoolMax}",
            _ when definition.Primary == definition.Secondary => "its second paging VIOS is the first one",
            _ when entitled * 2 > definition.Size.Bytes =>
                $"{new ByteSize(entitled)} are never taken from its partitions; it needs twice that",
            _ => null,
        };
        return fault is not null ? Refuse(RejectionCode.Invalid, $"Cannot define the shared memory pool: {fault}.")
            : definition == state.Definition ? Decision.NoOp<ISharedPoolEvent>("The shared memory pool is defined so.")
            : Decision.Accept<ISharedPoolEvent>(Ok.Instance, new MemoryPoolDefined(definition));
    }

    private static Outcome Add(SharedPoolState state, AddPagingDevice add)
    {
        if (state.Devices.ContainsKey(add.Lu))
            return Decision.NoOp<ISharedPoolEvent>($"LU {add.Lu} is a paging device of this pool.");
        if (state.Devices.Count >= ShareCountMax)
            return Refuse(RejectionCode.Busy, $"Cannot add a paging device: the pool has {ShareCountMax}, which is the limit.");
        return add.Size.Bytes < PoolMin.Bytes
            ? Refuse(RejectionCode.Invalid, $"Cannot page to LU {add.Lu}: it has {add.Size}, and {PoolMin} is the least.")
            : Decision.Accept<ISharedPoolEvent>(Ok.Instance, new PagingDeviceAdded(new PagingDevice(add.Lu, add.Size, null)));
    }

    private static Outcome Remove(SharedPoolState state, RemovePagingDevice remove)
    {
        if (!state.Devices.TryGetValue(remove.Lu, out var device))
            return Decision.NoOp<ISharedPoolEvent>($"LU {remove.Lu} is no paging device of this pool.");
        return device.Client is { } client
            ? Refuse(RejectionCode.InUse, $"Cannot take paging device {remove.Lu} away: pages of partition {client} are on it; "
                + "take the partition out of the pool first.")
            : Decision.Accept<ISharedPoolEvent>(Ok.Instance, new PagingDeviceRemoved(remove.Lu));
    }

    private static Outcome Share(SharedPoolState state, MemoryShare share)
    {
        if (state.Definition is not { } pool)
            return Refuse(RejectionCode.WrongStatus, "There is no shared memory pool; define it first.");
        var known = state.Shares.GetValueOrDefault(share.Client);
        var entitled = state.Shares.Values.Where(other => other.Client != share.Client).Sum(other => other.IoEntitled.Bytes)
            + share.IoEntitled.Bytes;
        var fault = share switch
        {
            { Weight: < 0 or > WeightMax } => $"its weight is not 0 to {WeightMax}",
            _ when share.Logical.Bytes < MemoryPage.SizeBytes || share.Logical.CompareTo(PoolMax) > 0 =>
                $"{share.Logical} of memory is not 4K to {PoolMax}",
            _ when share.IoEntitled.CompareTo(share.Logical) > 0 => "more of its memory is never taken than it has",
            _ when entitled * 2 > pool.Size.Bytes =>
                $"{new ByteSize(entitled)} would never be taken from the partitions of the pool, more than half of its {pool.Size}",
            _ when known is not null && known.Logical != share.Logical =>
                $"it has {known.Logical} already; take it out of the pool to change that",
            _ => null,
        };
        if (fault is not null)
            return Refuse(RejectionCode.Invalid, $"Cannot share memory with partition {share.Client}: {fault}.");
        if (share == known)
            return Decision.NoOp<ISharedPoolEvent>($"Partition {share.Client} has that memory.");
        var device = state.DeviceOf(share.Client) ?? state.Devices.Values
            .Where(device => device.Client is null && device.Size.Bytes >= 2 * share.Logical.Bytes)
            .OrderBy(device => device.Size).FirstOrDefault();
        return device is null
            ? Refuse(RejectionCode.NotFound, $"Cannot share memory with partition {share.Client}: no free paging device holds "
                + $"twice its {share.Logical}; add one.")
            : Decision.Accept<ISharedPoolEvent>(Ok.Instance, new MemoryShared(share, device.Lu));
    }

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<ISharedPoolEvent>(code, reason);
}
