using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Tests.Aggregates;

/// <summary>The aggregates behind the VIOS DB over a journal, the conversations between them included.</summary>
public sealed class ViosDbTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly VioUuid First = new(Guid.Parse("11111111-1111-4111-8111-111111111111"));
    private static readonly VioUuid Second = new(Guid.Parse("22222222-2222-4222-8222-222222222222"));
    private readonly GatedEraser _eraser = new();
    private IActorRef _db;

    public ViosDbTests()
        : base(TestConfigurations.Actors) => _db = StartDb("vios-db");

    [Fact]
    [Trait("Req", "ID-3")]
    public void ManyClientsAtOnce_GetIdsThatAreGivenOnce_AndKeepThemAcrossARestart()
    {
        const int Count = 200;
        for (var number = 0; number < Count; number++)
            _db.Tell(Login(number), TestActor);
        var given = Enumerable.Range(0, Count).Select(_ => ExpectMsg<ClientIdentified>(TimeSpan.FromMinutes(3))).ToList();
        Assert.Equal(Count, given.Select(ids => ids.ClientId).Distinct().Count());
        Assert.Equal(Count, given.Select(ids => ids.AdapterId).Distinct().Count());
        Assert.All(given, ids => Assert.False(ids.Returning));

        Restart();
        _db.Tell(Login(7), TestActor);
        var again = ExpectMsg<ClientIdentified>();
        Assert.True(again.Returning);
        Assert.Contains(given, ids => ids.ClientId == again.ClientId && ids.AdapterId == again.AdapterId);
        _db.Tell(Login(Count), TestActor);
        var fresh = ExpectMsg<ClientIdentified>();
        Assert.DoesNotContain(given, ids => ids.ClientId == fresh.ClientId || ids.AdapterId == fresh.AdapterId);
    }

    [Fact]
    [Trait("Req", "ID-4")]
    public void AdapterNames_AreUniqueInTheCec_AlsoWhenTwoViosesAskAtOnce_AndAFreedOneIsGivenAgain()
    {
        DefineVioses();
        for (var slot = 10; slot < 20; slot++)
        {
            _db.Tell(Adapter(First, slot), TestActor);
            _db.Tell(Adapter(Second, slot), TestActor);
        }

        var adapters = Enumerable.Range(0, 20).Select(_ => ExpectMsg<ServerAdapterAnswer>().Adapter).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"vhost{number}").Order(),
            adapters.Select(adapter => adapter.Name.Value).Order());
        _db.Tell(Adapter(First, 10), TestActor);
        Assert.Contains(ExpectMsg<ServerAdapterAnswer>().Adapter, adapters);
    }

    [Fact]
    [Trait("Req", "REG-11")]
    [Trait("Req", "REG-5")]
    public void ASubscribedVios_IsToldOfItsDevicesAndTheCluster_AndOfNothingElse()
    {
        DefineVioses();
        var vios = CreateTestProbe();
        _db.Tell(new SubscribeVios(First), vios);
        _db.Tell(Adapter(Second, 10), TestActor);
        ExpectMsg<ServerAdapterAnswer>();
        _db.Tell(Adapter(First, 10), TestActor);
        ExpectMsg<ServerAdapterAnswer>();
        Assert.Equal(First, vios.ExpectMsg<DevicesAnnounced>().Vios);
        CreateCluster();
        Assert.True(vios.ExpectMsg<ClusterAnnounced>().Version.Value >= 1);
        Sys.Stop(vios.Ref);
    }

    [Fact]
    [Trait("Req", "REG-2")]
    [Trait("Req", "REG-6")]
    public void ARegistration_GivesTheClusterData_AndAStrangerIsRefused()
    {
        CreateCluster();
        _db.Tell(new RegisterVios(Registration(Second, 2), []), TestActor);
        var cluster = ExpectMsg<ViosRegistered>().Cluster;
        Assert.Equal([First, Second], cluster.Nodes.Select(node => node.Vios));
        Assert.Equal(NodeStatus.Active, cluster.Nodes.Single(node => node.Vios == Second).Status);
        _db.Tell(new RegisterVios(Registration(new VioUuid(Guid.NewGuid()), 3), []), TestActor);
        Assert.Equal(RejectionCode.NotFound, ExpectMsg<Rejected>().Code);
        _db.Tell(new RegisterVios(Registration(Second, 2) with { Incarnation = 0 }, []), TestActor);
        Assert.Equal(RejectionCode.StaleIncarnation, ExpectMsg<Rejected>().Code);

        Restart();
        _db.Tell(new GetCluster(), TestActor);
        Assert.Equal(cluster, ExpectMsg<ClusterFound>().Cluster);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void AFreedChunk_IsGivenToNobodyBeforeItIsErased()
    {
        CreatePool(chunkCount: 16);
        var lu = CreateLu("first", 16);
        var epoch = Grant(lu);
        Allocate(lu, epoch, 0, 16);
        ExpectMsg<ChunksAllocated>();
        _db.Tell(new DeleteLu(lu, true), TestActor);
        _db.Tell(new ReleaseGrant(lu, First, epoch), ActorRefs.NoSender);
        ExpectMsg<Ok>();
        AwaitCondition(() => Capacity().FreeingChunks == 16);

        var next = CreateLu("second", 16);
        var nextEpoch = Grant(next);
        Allocate(next, nextEpoch, 0, 1);
        Assert.Equal(RejectionCode.SpaceExhausted, ExpectMsg<Rejected>().Code);
        _eraser.Gate.SetResult();
        AwaitCondition(() => Capacity().FreeChunks == 16);
        Assert.Equal(16, _eraser.ErasedCount);
        Allocate(next, nextEpoch, 0, 1);
        Assert.Single(ExpectMsg<ChunksAllocated>().Map);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public void TwoVioses_ThatWriteTheSameChunksFirst_GetTheSamePlaces_AndAStaleGrantIsRefused()
    {
        CreatePool(chunkCount: 64);
        var lu = CreateLu("shared", 32);
        var (first, second) = (Grant(lu), Grant(lu, Second));
        Assert.NotEqual(first, second);
        Allocate(lu, first, 0, 8);
        var places = ExpectMsg<ChunksAllocated>().Map;
        Allocate(lu, second, 0, 8, Second);
        Assert.Equal(places, ExpectMsg<ChunksAllocated>().Map);
        _db.Tell(new ReleaseGrant(lu, First, first), TestActor);
        ExpectMsg<Ok>();
        Allocate(lu, first, 8, 1);
        Assert.Equal(RejectionCode.StaleGrant, ExpectMsg<Rejected>().Code);

        Restart();
        Allocate(lu, second, 0, 8, Second);
        Assert.Equal(places, ExpectMsg<ChunksAllocated>().Map);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void RemovingANodeWithMappedClients_IsRefused_UnlessForced()
    {
        DefineVioses();
        CreateCluster();
        CreatePool(chunkCount: 16);
        var lu = CreateLu("mapped", 4);
        _db.Tell(Adapter(Second, 10), TestActor);
        var adapter = ExpectMsg<ServerAdapterAnswer>().Adapter.Name;
        _db.Tell(new MapLu(Second, adapter, ViosFiles.Pool, lu, null, null, false, false), TestActor);
        Assert.Equal(lu, ExpectMsg<MappingAnswer>().Device.Lu);
        _db.Tell(new RemoveNode(Second, false), TestActor);
        Assert.IsType<Rejected>(ExpectMsg<IReply>());
        _db.Tell(new RemoveNode(Second, true), TestActor);
        ExpectMsg<Ok>();
        _db.Tell(new GetCluster(), TestActor);
        Assert.Equal([First], ExpectMsg<ClusterFound>().Cluster.Nodes.Select(node => node.Vios));
    }

    private static ViosRegistration Registration(VioUuid vios, int partition) =>
        new(vios, $"vios{partition}", new DrcName(ViosFiles.Cec, new PartitionId(partition), null), 1, "", [], [], [], []);

    private static LoginClient Login(int number) => new(
        ClientKey.OfLpar(ViosFiles.Cec, new PartitionId(number + 10)), $"client{number}",
        new NexusKey(number % 2 == 0 ? First : Second, AdapterName.Parse($"vhost{number}"), new SlotNumber(2)));

    private static AddServerAdapter Adapter(VioUuid vios, int slot) => new(
        vios, ServerAdapterKind.VirtualScsi, new SlotNumber(slot), ClientKey.OfLpar(ViosFiles.Cec, new PartitionId(slot)),
            new SlotNumber(2), null);

    private IActorRef StartDb(string name) => Sys.ActorOf(Props.Create(() => new ViosDbActor(_eraser, TimeProvider.System)), name);

    /// <summary>Ends every aggregate and makes them anew from their journals.</summary>
    private void Restart()
    {
        Watch(_db);
        Sys.Stop(_db);
        ExpectTerminated(_db);
        _db = StartDb("vios-db-again");
    }

    private void DefineVioses()
    {
        foreach (var (vios, partition) in new[] { (First, 1), (Second, 2) })
        {
            _db.Tell(new DefineVios(vios, new DrcName(ViosFiles.Cec, new PartitionId(partition), null), []), TestActor);
            ExpectMsg<Ok>();
        }
    }

    private void CreateCluster()
    {
        var second = new NodeDefinition(Second, "vios2", new DrcName(ViosFiles.Cec, new PartitionId(2), null));
        _db.Tell(new CreateCluster(ClusterName.Parse("dev"), Registration(First, 1), [second]), TestActor);
        ExpectMsg<ViosRegistered>();
    }

    private void CreatePool(long chunkCount)
    {
        var pv = new PvDefinition(
            new PvId(Guid.NewGuid()), PvName.Parse("pv1"), "/nowhere/pv1", chunkCount, Tier.System, DiskGroupName.Default,
                FailureGroupName.Default);
        _db.Tell(new CreatePool(ViosFiles.Pool, ViosFiles.ChunkSizeBytes, [pv], PoolThresholds.Default), TestActor);
        ExpectMsg<IReply>();
    }

    private LuUdid CreateLu(string name, int chunkCount)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        var size = new ByteSize((long)chunkCount * ViosFiles.ChunkSizeBytes);
        _db.Tell(new CreateLu(lu, ViosFiles.Pool, LuName.Parse(name), size, false, Tier.System, LuKind.Disk), TestActor);
        ExpectMsg<LuFound>();
        return lu;
    }

    private long Grant(LuUdid lu, VioUuid? vios = null)
    {
        _db.Tell(new AcquireGrant(lu, vios ?? First, 1), TestActor);
        return ExpectMsg<LuGranted>().Epoch;
    }

    private void Allocate(LuUdid lu, long epoch, int first, int count, VioUuid? vios = null) => _db.Tell(
        new AllocateChunks(lu, vios ?? First, epoch, Enumerable.Range(first, count).Select(chunk => (long)chunk).ToValueList()),
            TestActor);

    private PoolCapacity Capacity()
    {
        _db.Tell(new GetPool(ViosFiles.Pool), TestActor);
        return ExpectMsg<PoolFound>().Capacity;
    }

    private sealed class GatedEraser : IChunkEraser
    {
        private long _erasedCount;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long ErasedCount => Interlocked.Read(ref _erasedCount);

        public async Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation)
        {
            await Gate.Task;
            Interlocked.Add(ref _erasedCount, runs.Sum(run => run.Count));
        }
    }
}
