using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Images;

/// <summary>A dev system with a shared memory pool, and client partitions that have memory of it.</summary>
internal sealed class ImageRig : IAsyncDisposable
{
    public static readonly ValueList<string> Services = ["kernel.open", "libc.hash", "net.send"];

    private static readonly string[] Settings =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 64MiB }, { name = pv2, size = 64MiB }]",
    ];

    private ImageRig(DevRig dev) => Dev = dev;

    public DevRig Dev { get; }

    /// <param name="poolSize">Of the shared memory.</param>
    public static async Task<ImageRig> StartAsync(string poolSize, int partitions, string logical = "1M")
    {
        var rig = new ImageRig(await DevRig.StartAsync(Settings));
        var vioses = await rig.ViosPartitionsAsync();
        await rig.PhypAsync<IReply>(new DefineMemoryPool(new MemoryPoolDefinition(ByteSize.Parse(poolSize), vioses[0], vioses[1])));
        for (var number = 1; number <= partitions; number++)
            await rig.AddAsync($"app{number}", ByteSize.Parse(logical));
        return rig;
    }

    public async Task<IReadOnlyList<PartitionId>> ViosPartitionsAsync() =>
        [.. (await PartitionsAsync()).Where(partition => partition.Kind == PartitionKind.Vios).Select(partition => partition.Id)];

    public async Task<IReadOnlyList<PartitionId>> ClientsAsync() =>
        [.. (await PartitionsAsync()).Where(partition => partition.Name.StartsWith("app", StringComparison.Ordinal)).Select(p => p.Id)];

    /// <summary>A partition without disks, with a paging device and memory of the pool.</summary>
    public async Task<PartitionId> AddAsync(string name, ByteSize logical)
    {
        var partition = (await PhypAsync<PartitionReply>(new DefinePartition(name, PartitionKind.Client, []))).Partition;
        var lu = LuUdid.From(Guid.NewGuid());
        var size = new ByteSize(Math.Max(1L << 20, logical.Bytes * 2));
        await Dev.AskAsync<LuFound>(
            new CreateLu(lu, Dev.Pool, LuName.Parse($"{name}.paging"), size, false, Tier.System, LuKind.Paging));
        await PhypAsync<IReply>(new AddPagingDevice(lu, size));
        await PhypAsync<IReply>(new ShareMemory(new MemoryShare(partition.Id, logical, 128, ByteSize.Parse("16K"))));
        await ActivateAsync(partition);
        return partition.Id;
    }

    public async Task ActivateAsync(Partition partition)
    {
        var definition = new LparDefinition(partition, [], new WorkloadDefinition(1UL << 48, 0, 0, 1, TimeSpan.Zero), []);
        Assert.IsType<LparStarted>(await Dev.System.CecActor.AskAnyAsync(new StartLpar(definition)));
    }

    public static OsMedium Medium(string name, ulong seed, int pages = 64, params string[] without)
    {
        var services = new List<OsService>
        {
            new("kernel.open", PortionKind.KernelEntry, 3 + seed, 11, 7, "", OsChangeKind.Unspecified, false),
            new("libc.hash", PortionKind.Library, 31, seed, 13, "kernel.open", OsChangeKind.Unspecified, true),
            new("net.send", PortionKind.Driver, 5, 17 * seed, 29, "libc.hash", OsChangeKind.NetworkAddress, true),
        };
        services.RemoveAll(service => without.Contains(service.Name));
        return new OsMedium(name, $"7.{seed}", pages, seed, services, [new OsChange(OsChangeKind.NetworkAddress, "10.0.0.1")]);
    }

    /// <summary>Puts a medium into the repository and has an image made of it.</summary>
    public async Task<ImageEntry> CreateImageAsync(string name, OsMedium medium, ImageKind kind = ImageKind.Clone)
    {
        var lu = await Dev.CreateLuAsync($"medium.{name}", 1 << 20);
        await PhypAsync<Ok>(new WriteOsMedium(lu, OsMediumText.Write(medium)));
        return (await PhypAsync<ImageMade>(new CreateImage(name, lu, Dev.Pool, kind))).Image;
    }

    public Task BootAsync(PartitionId client, string image, int dataPages = 8, params OsChange[] changes) => PhypAsync<Ok>(
        new BootOs(client, image, true, [.. changes], [new OsApplication("shop", Services, dataPages), new OsApplication("mail",
            ["libc.hash"], 2)]));

    public async Task<OsReplacement> ReplaceAsync(PartitionId client, string image, bool full = false) => Assert.Single(
        (await PhypAsync<OsReplaced>(new ReplaceOs([client], image, true, full, 1, []))).Partitions);

    public async Task<OsPartition> OsAsync(PartitionId client) =>
        (await PhypAsync<OsReport>(new GetOsReport())).Partitions.Single(partition => partition.Client == client);

    /// <summary>The partition has called so many services more, each of which was there, and its memory is what it wrote.</summary>
    public async Task<OsPartition> WorksAsync(PartitionId client, int more = 60)
    {
        var before = (await OsAsync(client)).Guest?.Calls ?? 0;
        var os = await Eventually.ReachAsync(
            $"partition {client} calls {more} services more", () => OsAsync(client), os => os.Guest is { } guest
                && guest.Calls >= before + more);
        Assert.Equal((0, 0), (os.Guest!.Traps, os.Guest.Contradictions));
        return os;
    }

    /// <summary>Its last answer is what that operating system answers, with that address.</summary>
    public async Task AnswersAsAsync(PartitionId client, OsMedium medium, string address = "10.0.0.1")
    {
        var guest = (await WorksAsync(client)).Guest!;
        Assert.Equal(medium.Evaluate(guest.Service, guest.Argument, _ => OsLoader.WordOf(address)), guest.Answer);
    }

    public Task<MemoryPoolReport> MemoryAsync() => PhypAsync<MemoryPoolReport>(new GetMemoryPoolReport());

    public async Task<T> PhypAsync<T>(object message)
    {
        var answer = await (await Dev.PhypAsync()).AskAnyAsync(message);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsAssignableFrom<T>(answer);
    }

    public async Task<Rejected> RefusedAsync(object message) =>
        Assert.IsType<Rejected>(await (await Dev.PhypAsync()).AskAnyAsync(message));

    public ValueTask DisposeAsync() => Dev.DisposeAsync();

    private async Task<ValueList<Partition>> PartitionsAsync() => (await PhypAsync<PartitionsReply>(new GetPartitions())).Partitions;
}
