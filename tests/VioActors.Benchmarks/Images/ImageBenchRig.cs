using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Memory;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Dsa;
using VioActors.Benchmarks.Engine;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Node.Cli;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Storage.Paths;

namespace VioActors.Benchmarks.Images;

/// <summary>A whole dev system with two operating systems, and a partition that runs on one of them.</summary>
internal sealed class ImageBenchRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly ValueList<string> Services = ["kernel.open", "libc.hash"];

    private readonly string _folder;
    private readonly DevSystem _system;
    private IActorRef _phyp = ActorRefs.Nobody;
    private PartitionId _client;
    private MemorySegment _paged = null!;
    private IActorRef _memory = ActorRefs.Nobody;
    private LuUdid _image;
    private bool _isOnB;

    private ImageBenchRig(string folder, DevSystem system) => (_folder, _system) = (folder, system);

    public double ProducedMebibytesPerSecond { get; private set; }

    public static async Task<ImageBenchRig> StartAsync(int mebibytes)
    {
        var folder = Directory.CreateTempSubdirectory("vio-bench-").FullName;
        string[] settings =
        [
            "vio-actors.iscsi.port-first = 0", "petabridge.cmd.port = 0", "vio-actors.management.api.port = 0", "akka.loglevel = ERROR",
            "akka.stdout-loglevel = ERROR", "vio-actors.lpar.enabled = off", "vio-actors.logical-units = []",
            $"vio-actors.pool.physical-volumes = [{{ name = pv1, size = {(mebibytes * 10) + 256}MiB }}]",
        ];
        var config = NodeConfiguration.Load(new SettingsOverrides([], settings, folder), new Dictionary<string, string>());
        var system = await DevSystem.StartAsync(config, DevEnvironment.Real(VioActorsSettings.Read(config)), CancellationToken.None);
        var rig = new ImageBenchRig(folder, system);
        await rig.PrepareAsync(mebibytes);
        return rig;
    }

    /// <summary>Moves the partition to the other system; how long it stood still, in ms.</summary>
    public async Task<double> ReplaceAsync(bool full)
    {
        // Nothing of the next one is in the pool.
        var next = _isOnB ? "a" : "b";
        var moved = await AskAsync<OsReplaced>(_phyp, new ReplaceOs([_client], next, !full, full, 1, []));
        if (moved.Partitions[0] is not { Done: true } done)
            throw new InvalidOperationException(moved.Partitions[0].Detail);
        _isOnB = !_isOnB;
        return done.SuspendedMicroseconds / 1000.0;
    }

    /// <summary>Microseconds for a page, one after the other.</summary>
    public async Task<double> ReadPagesAsync()
    {
        const int Count = 500;
        var vios = _system.Vioses.OrderBy(vios => vios.Key, StringComparer.Ordinal).First().Value;
        var clock = Clock.Start();
        for (var page = 0; page < Count; page++)
            await AskAsync<PagesRead>(vios, new ReadPages("bench", _image, page, 1));
        return clock.Seconds * 1e6 / Count;
    }

    /// <summary>
    /// Pages of a partition's own are sent to its paging device, and wanted back one after the other, as a guest does that misses them;
    /// microseconds for one.
    /// </summary>
    public async Task<double> FaultAsync()
    {
        const int Count = 256;
        var bytes = new byte[MemoryPage.SizeBytes];
        for (var page = 0; page < Count; page++)
        {
            bytes[0]++;
            while (_paged.Owner.Pool.WriteTo(_paged, (long)page << MemoryPage.Shift, bytes, out var missing) != MemoryAccess.Done)
                await AskAsync<SegmentReady>(_memory, new SegmentWanted(_paged, missing, 1, ForWriting: true));
        }

        await AskAsync<Ok>(_memory, new PageOutSegment(_paged));
        var clock = Clock.Start();
        for (var page = 0; page < Count; page++)
            await AskAsync<PageReady>(_phyp, new PageWanted(_paged.Owner.Id, (ulong)page, false));
        return clock.Seconds * 1e6 / Count;
    }

    /// <summary>The paging VIOS loses its own path: its peer reads for it.</summary>
    public Task CutFabricAsync() => _system.Vioses.OrderBy(vios => vios.Key, StringComparer.Ordinal).First().Value
        .Ask<PathReport>(new InjectPathFault(new InjectedFault.Cut()), Patience);

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(int mebibytes)
    {
        _phyp = (await _system.CecActor.Ask<PhypFound>(new GetPhyp(), Patience)).Phyp;
        var vioses = (await AskAsync<PartitionsReply>(_phyp, new GetPartitions())).Partitions;
        var pool = ByteSize.FromMebibytes((mebibytes * 3) + 64);
        await AskAsync<IReply>(_phyp, new DefineMemoryPool(new MemoryPoolDefinition(pool, vioses[0].Id, vioses[1].Id)));
        var partition = (await AskAsync<PartitionReply>(_phyp, new DefinePartition("bench", PartitionKind.Client, []))).Partition;
        _client = partition.Id;
        var device = await MakeLuAsync("bench.paging", ByteSize.FromMebibytes(16), LuKind.Paging);
        await AskAsync<IReply>(_phyp, new AddPagingDevice(device, ByteSize.FromMebibytes(16)));
        await AskAsync<IReply>(_phyp, new ShareMemory(new MemoryShare(_client, ByteSize.FromMebibytes(8), 128, new ByteSize(0))));
        await PreparePagingAsync();
        var definition = new LparDefinition(partition, [], new WorkloadDefinition(1UL << 48, 0, 0, 1, TimeSpan.Zero), []);
        await AskAsync<LparStarted>(_system.CecActor, new StartLpar(definition));
        var clock = Clock.Start();
        await MakeImageAsync("a", 1, mebibytes);
        _image = await MakeImageAsync("b", 2, mebibytes);
        ProducedMebibytesPerSecond = 2 * mebibytes / clock.Seconds;
        await AskAsync<Ok>(_phyp, new BootOs(_client, "a", true, [], [new OsApplication("bench", Services, 64)]));
    }

    /// <summary>A partition with memory of the pool, and nobody in it.</summary>
    private async Task PreparePagingAsync()
    {
        var partition = (await AskAsync<PartitionReply>(_phyp, new DefinePartition("paged", PartitionKind.Client, []))).Partition;
        var device = await MakeLuAsync("paged.paging", ByteSize.FromMebibytes(16), LuKind.Paging);
        await AskAsync<IReply>(_phyp, new AddPagingDevice(device, ByteSize.FromMebibytes(16)));
        await AskAsync<IReply>(_phyp, new ShareMemory(new MemoryShare(partition.Id, ByteSize.FromMebibytes(8), 128, new ByteSize(0))));
        _memory = await _system.System.ActorSelection(_phyp.Path / "shared-memory").ResolveOne(Patience);
        _paged = (await AskAsync<MemoryAttached>(_memory, new AttachMemory(partition.Id))).Memory.Own;
    }

    private async Task<LuUdid> MakeImageAsync(string name, ulong seed, int mebibytes)
    {
        var medium = new OsMedium(
            name, "1", mebibytes << 8, seed,
            [
                new OsService("kernel.open", PortionKind.KernelEntry, 3, seed, 7, "", OsChangeKind.Unspecified, true),
                new OsService("libc.hash", PortionKind.Library, 5, seed, 9, "kernel.open", OsChangeKind.Unspecified, true),
            ],
            []);
        var lu = await MakeLuAsync($"medium.{name}", ByteSize.FromMebibytes(1), LuKind.Image);
        await AskAsync<Ok>(_phyp, new WriteOsMedium(lu, OsMediumText.Write(medium)));
        var pool = PoolName.Parse(_system.Settings.Pool.Name);
        return (await AskAsync<ImageMade>(_phyp, new CreateImage(name, lu, pool, ImageKind.Clone))).Image.Lu;
    }

    private async Task<LuUdid> MakeLuAsync(string name, ByteSize size, LuKind kind)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        var pool = PoolName.Parse(_system.Settings.Pool.Name);
        await AskAsync<LuFound>(_system.ViosDb, new CreateLu(lu, pool, LuName.Parse(name), size, false, Tier.System, kind));
        return lu;
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object message) => await actor.Ask<object>(message, Patience) switch
    {
        T expected => expected,
        var other => throw new InvalidOperationException($"{message} was answered with {other}."),
    };
}
