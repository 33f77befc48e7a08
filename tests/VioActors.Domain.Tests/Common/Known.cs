using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Common;

/// <summary>Objects that many tests speak of.</summary>
internal static class Known
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly CecId CecA = CecId.Parse("9117.MMA.10F6E2B");

    public static readonly PoolName PoolA = PoolName.Parse("pool0");

    public static readonly LuUdid Lu = LuUdid.From(new Guid(77, 0, 0, new byte[8]));

    public static VioUuid ViosId(int number) => new(new Guid(number, 1, 0, new byte[8]));

    public static LuUdid LuNumber(int number) => LuUdid.From(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(number >> 8), (byte)number));

    public static NodeDefinition Node(int number) => new(ViosId(number), $"vios{number}", DrcName.Parse($"{CecA}-V{number}"));

    public static ViosRegistration Registration(int number, long incarnation = 1) => new(
        ViosId(number),
        $"vios{number}",
        DrcName.Parse($"{CecA}-V{number}"),
        incarnation,
        $"akka.tcp://vios{number}@host{number}:8110",
        [new LayerState(StackLayer.OsKernel, LayerStatus.Up, ""), new LayerState(StackLayer.Clustering, LayerStatus.Starting, "joining")],
        [new ComponentVersion("vio-actors", "0.1.0")],
        [$"10.0.0.{number}:3260"],
        [$"10.0.0.{number}:7700", $"10.1.0.{number}:7700"]);

    public static PvDefinition PvOf(int number, long chunks, Tier? tier = null) => new(
        new PvId(new Guid(number, 2, 0, new byte[8])),
        PvName.Parse($"pv{number}"),
        $"/dev/mapper/pv{number}",
        chunks,
        tier ?? Tier.System,
        DiskGroupName.Default,
        FailureGroupName.Default);

    public static PoolLu LuOf(int number, ByteSize size, bool thick = false) =>
        new(LuNumber(number), LuName.Parse($"lu{number}"), size, thick, Tier.System);
}
