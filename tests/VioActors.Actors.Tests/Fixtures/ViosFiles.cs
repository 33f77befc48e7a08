using Akka.Actor;
using Akka.Configuration;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.LocalStore;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>The files of one VIOS in a folder of its own: local store and one physical volume.</summary>
internal sealed class ViosFiles : IDisposable
{
    public const int ChunkSizeBytes = 64 * 1024;
    public const int ChunkCount = 64;

    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("vios-test-");

    public static CecId Cec { get; } = CecId.Parse("9009.42A.10F6E2B");

    public static PoolName Pool { get; } = PoolName.Parse("rootpool");

    public VioUuid Vios { get; } = new(Guid.NewGuid());

    public string StorePath => Path.Combine(_folder.FullName, "odm.sqlite");

    public string VolumePath => Path.Combine(_folder.FullName, "pv1.img");

    public static VioActorsSettings SettingsWith(string overrides) => VioActorsSettings.Read(
        ConfigurationFactory.ParseString($"vio-actors {{ {overrides} }}").WithFallback(TestConfigurations.Product));

    /// <summary>Makes the volume and tells what a pool of it is.</summary>
    public PvDefinition MakeVolume()
    {
        var id = new Storage.Values.PvId(Guid.NewGuid());
        var pool = PoolVolumes.IdOf("dev", Pool);
        var opening = FilePhysicalVolume.Create(VolumePath, id, pool, ChunkSize.FromBytes(ChunkSizeBytes), ChunkCount);
        using var volume = opening.Require();
        return new PvDefinition(
            new Domain.Values.PvId(id.Value), PvName.Parse("pv1"), VolumePath, volume.ChunkCount, Tier.System, DiskGroupName.Default,
                FailureGroupName.Default);
    }

    /// <summary>What the DB answers about that pool.</summary>
    public static PoolFound FoundOf(PvDefinition volume) => new(
        Pool,
        new PoolCapacity(volume.ChunkCount, volume.ChunkCount, 0, 0, 0, ChunkSizeBytes, PoolAlertLevel.None),
        [new PoolPv(0, volume, PvStatus.InUse)], [], PoolThresholds.Default, PoolLimits.None, [new PvFigures(0, 0, 1)], [], []);

    public ViosDefinition Define(IActorRef viosDb, IActorRef phyp, VioActorsSettings settings, IViosTransport transport,
        int partition = 1)
    {
        var store = ViosLocalStore.Open(StorePath, Vios, TimeProvider.System);
        return new ViosDefinition
        {
            ClusterSecret = new byte[32],
            StorageAdapter = AdapterName.Parse("fcs0"),
            Vios = Vios,
            Name = $"vios{partition}",
            Drc = new DrcName(Cec, new PartitionId(partition), null),
            Incarnation = store.BeginIncarnation(),
            Pool = Pool,
            Settings = settings,
            SoftwareVersion = "1.2.3",
            ViosDb = viosDb,
            Phyp = phyp,
            LocalStore = store,
            Transport = transport,
            Time = TimeProvider.System,
        };
    }

    /// <summary>What a second reader finds in the local store now.</summary>
    public LocalStoreContent ReadStore()
    {
        using var store = ViosLocalStore.Open(StorePath, Vios, TimeProvider.System);
        return store.Read();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
