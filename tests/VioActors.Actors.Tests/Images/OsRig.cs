using Akka.Actor;
using VioActors.Actors.Images;
using VioActors.Actors.Memory;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>
/// The real keepers of memory and operating systems of a CEC; whoever they ask is played, and fails when the test wants it.
/// </summary>
internal sealed class OsRig
{
    public static readonly PartitionId Client = new(7);
    public static readonly PoolName Pool = PoolName.Parse("pool1");
    public static readonly ValueList<string> Services = ["kernel.open", "libc.hash", "net.send"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    public static readonly LuUdid MediumA = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    private static readonly LuUdid MediumB = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2));
    private static readonly LuUdid Paging = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3));

    /// <param name="stepLimit">How long a step may wait; short where one is never answered.</param>
    public OsRig(ActorSystem system, TimeSpan stepLimit)
    {
        var (vios, db, lpar) = (ViosFaults, DbFaults, LparFaults);
        var kept = new KeptPool(TimeProvider.System, TimeSpan.FromSeconds(30));
        var memory = Memory = system.ActorOf(Props.Create(() => new SharedMemoryActor(ViosFiles.Cec, kept)), "memory");
        Vios = system.ActorOf(Props.Create(() => new PlayedPagingVios(vios)), "paging-vios");
        Db = system.ActorOf(Props.Create(() => new PlayedViosDb(db)), "db");
        var environment = new ImageEnvironment(Db, new RandomIds()) { StepLimit = stepLimit };
        var keeper = Keeper = system.ActorOf(
            Props.Create(() => new OsKeeperActor(ViosFiles.Cec, memory, environment, TimeProvider.System)), "keeper");
        Memory.Tell(new ViosServes(new PartitionId(1), Vios));
        Lpar = system.ActorOf(Props.Create(() => new PlayedLpar(Client, memory, keeper, lpar)), "lpar");
    }

    public Faults ViosFaults { get; } = new();

    public Faults DbFaults { get; } = new();

    public Faults LparFaults { get; } = new();

    public IActorRef Memory { get; }

    public IActorRef Keeper { get; }

    public IActorRef Vios { get; }

    public IActorRef Db { get; }

    public IActorRef Lpar { get; }

    public static OsMedium A { get; } = Medium("a", 1);

    public static OsMedium B { get; } = Medium("b", 2);

    /// <summary>Two images, and a partition that runs on the first.</summary>
    public async Task BootAsync()
    {
        await PoolAsync();
        await AskAsync<ImageMade>(Keeper, new CreateImage("a", MediumA, Pool, ImageKind.Clone));
        await AskAsync<ImageMade>(Keeper, new CreateImage("b", MediumB, Pool, ImageKind.Clone));

        // It has announced itself when it answers.
        await AskAsync<GuestOsReport>(Lpar, GetGuestOs.Instance);
        await AskAsync<Ok>(Keeper, new BootOs(Client, "a", true, [], [new OsApplication("shop", Services, 16)]));
        await AnswersAsAsync(A);
    }

    /// <summary>One more partition that runs on the first image.</summary>
    public async Task<PartitionId> AddAsync(ActorSystem system, int number)
    {
        var (client, memory, keeper, faults) = (new PartitionId(number), Memory, Keeper, LparFaults);
        var device = LuUdid.From(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4));
        await AskAsync<Ok>(Memory, new AddPagingDevice(device, ByteSize.Parse("1M")));
        await AskAsync<Ok>(Memory, new ShareMemory(new MemoryShare(client, ByteSize.Parse("256K"), 128, new ByteSize(0))));
        var lpar = system.ActorOf(Props.Create(() => new PlayedLpar(client, memory, keeper, faults)));

        // It has announced itself when it answers.
        await AskAsync<GuestOsReport>(lpar, GetGuestOs.Instance);
        await AskAsync<Ok>(Keeper, new BootOs(client, "a", true, [], [new OsApplication("shop", Services, 4)]));
        return client;
    }

    /// <summary>A pool, and media in the repository.</summary>
    public async Task PoolAsync()
    {
        await AskAsync<Ok>(
            Memory, new DefineMemoryPool(new MemoryPoolDefinition(ByteSize.Parse("4M"), new PartitionId(1), null)));
        await AskAsync<Ok>(Memory, new AddPagingDevice(Paging, ByteSize.Parse("1M")));
        await AskAsync<Ok>(
            Memory, new ShareMemory(new MemoryShare(Client, ByteSize.Parse("256K"), 128, new ByteSize(0))));
        await AskAsync<Ok>(Keeper, new WriteOsMedium(MediumA, OsMediumText.Write(A)));
        await AskAsync<Ok>(Keeper, new WriteOsMedium(MediumB, OsMediumText.Write(B)));
    }

    /// <summary>The partition goes on, its memory is what it wrote, and its services are those of that system.</summary>
    public async Task AnswersAsAsync(OsMedium medium)
    {
        var figures = await AskAsync<OsGuestFigures>(Lpar, new Work(20));
        Assert.Equal((0, 0), (figures.Contradictions, figures.Traps));
        Assert.Equal(
            medium.Evaluate(figures.Service, figures.Argument, _ => OsLoader.WordOf("10.0.0.1")), figures.Answer);
    }

    /// <summary>The paging VIOS ends, and serves again.</summary>
    public void RestartVios()
    {
        Memory.Tell(new ViosEnded(new PartitionId(1), "the test ends it"));
        Memory.Tell(new ViosServes(new PartitionId(1), Vios));
    }

    public async Task<OsReplacement> ReplaceAsync(bool full) => Assert.Single(
        (await AskAsync<OsReplaced>(Keeper, new ReplaceOs([Client], "b", true, full, 1, []))).Partitions);

    public async Task<OsPartition> OsAsync() => Assert.Single((await AskAsync<OsReport>(Keeper, new GetOsReport())).Partitions);

    public async Task<OsUse> UseAsync() => Assert.Single((await AskAsync<ImagesFound>(Db, new GetImages())).Uses);

    public Task<List<string>> LusAsync() => AskAsync<List<string>>(Db, new GetLuNames());

    /// <summary>Everything of the partition's own memory leaves the pool.</summary>
    public async Task PageOutOwnAsync()
    {
        var memory = (await AskAsync<MemoryAttached>(Memory, new AttachMemory(Client))).Memory;
        await AskAsync<Ok>(Memory, new PageOutSegment(memory.Own));
    }

    public static async Task<T> AskAsync<T>(IActorRef actor, object message)
    {
        var answer = await actor.Ask<object>(message, Patience);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsAssignableFrom<T>(answer);
    }

    public Task<object> AskAnyAsync(object message) => Keeper.Ask<object>(message, Patience);

    private static OsMedium Medium(string name, ulong seed) => new(
        name, $"7.{seed}", 64, seed,
        [
            new OsService("kernel.open", PortionKind.KernelEntry, 3 + seed, 11, 7, "", OsChangeKind.Unspecified, false),
            new OsService("libc.hash", PortionKind.Library, 31, seed, 13, "kernel.open", OsChangeKind.Unspecified, true),
            new OsService("net.send", PortionKind.Driver, 5, 17 * seed, 29, "libc.hash", OsChangeKind.NetworkAddress, true),
        ],
        [new OsChange(OsChangeKind.NetworkAddress, "10.0.0.1")]);

    private sealed class RandomIds : IIdSource
    {
        public Guid Next() => Guid.NewGuid();
    }
}
