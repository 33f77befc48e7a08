using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Aggregates;

/// <summary>Objects that many tests speak of.</summary>
internal static class Things
{
    public static readonly PoolName Pool0 = PoolName.Parse("pool0");

    public static readonly CecId CecA = CecId.Parse("9117.MMA.10F6E2B");

    public static VioUuid ViosId(int number) => new(new Guid(number, 1, 0, new byte[8]));

    public static LuUdid LuId(int number) => LuUdid.From(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(number >> 8), (byte)number));

    public static PvDefinition PvOf(int number, long chunks) => new(
        new PvId(new Guid(number, 2, 0, new byte[8])),
        PvName.Parse($"pv{number}"),
        $"/dev/mapper/pv{number}",
        chunks,
        Tier.System,
        DiskGroupName.Default,
        FailureGroupName.Default);

    public static CreateLu CreateLu(int number, long chunks, bool thick = false) =>
        new(LuId(number), Pool0, LuName.Parse($"lu{number}"), ByteSize.FromMebibytes(chunks), thick, Tier.System, LuKind.Disk);

    public static AllocateChunks Allocate(int lu, long epoch, params ReadOnlySpan<long> chunks) =>
        new(LuId(lu), ViosId(1), epoch, ValueList.Create(chunks));

    public static Task CreatePool(World world, params ReadOnlySpan<PvDefinition> pvs) =>
        world.Ask<IReply>(new CreatePool(Pool0, 1 << 20, ValueList.Create(pvs), PoolThresholds.Default));

    /// <summary>A pool-backed unit and a grant of it for the first VIOS.</summary>
    public static async Task<LuGranted> Granted(World world, int lu, long chunks)
    {
        await world.Ask<LuFound>(CreateLu(lu, chunks));
        return await world.Ask<LuGranted>(new AcquireGrant(LuId(lu), ViosId(1), 1));
    }
}
