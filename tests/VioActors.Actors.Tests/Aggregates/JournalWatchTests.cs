using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Tests.Vios.Backup;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Aggregates;

/// <summary>The VIOS DB over a journal that is read all the time and takes no writes for a while (RED-5).</summary>
[Trait("Req", "RED-5")]
public sealed class JournalWatchTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly DirectoryInfo _folder;

    public JournalWatchTests()
        : this(Directory.CreateTempSubdirectory("vio-journal-"))
    {
    }

    private JournalWatchTests(DirectoryInfo folder)
        : base(ConfigurationFactory.ParseString($$"""
            akka.persistence {
              journal.plugin = "akka.persistence.journal.sql"
              snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
              journal.sql {
                connection-string = "{{SourceIn(folder)}}"
                provider-name = "SQLite.MS"
                circuit-breaker.reset-timeout = 1s
              }
            }
            {{RefusingJournal.Setting}}
            """).WithFallback(TestConfigurations.Actors).WithFallback(SqlPersistence.DefaultConfiguration)) => _folder = folder;

    [Fact]
    public async Task Given_ACommandCannotBeStored_Then_SubscribersHearWhy_AlsoLateOnes_AndHearWhenItCanAgain()
    {
        var (db, vios, late) = (StartDb(), CreateTestProbe(), CreateTestProbe());
        Assert.IsType<Ok>(await DefineAsync(db, 1));
        db.Tell(new SubscribeVios(ViosId(9)), vios);
        await RefusingJournal.RefuseAsync(Sys, "");
        db.Tell(Definition(2), ActorRefs.NoSender);
        Assert.Equal(new DbWritesAnnounced("", RefusingJournal.Reason), await vios.ExpectMsgAsync<DbWritesAnnounced>());
        db.Tell(new SubscribeVios(ViosId(8)), late);
        Assert.Equal(new DbWritesAnnounced("", RefusingJournal.Reason), await late.ExpectMsgAsync<DbWritesAnnounced>());

        // It is repeated, and what is known is told all the while.
        Assert.NotNull((await vios.ExpectMsgAsync<DbWritesAnnounced>()).Problem);
        Assert.IsType<ViosDevicesFound>(await db.Ask<object>(new GetViosDevices(ViosId(1)), TestLimits.Answer));

        await RefusingJournal.RefuseAsync(Sys, null);
        await vios.FishForMessageAsync<DbWritesAnnounced>(announced => announced.Problem is null, TestLimits.Answer);
        await late.FishForMessageAsync<DbWritesAnnounced>(announced => announced.Problem is null, TestLimits.Answer);
        Assert.IsType<Ok>(await DefineAsync(db, 3));
    }

    [Fact]
    public async Task Given_OneAggregateAloneIsRefused_Then_NothingIsSaidAboutTheDatabase()
    {
        var (db, vios) = (StartDb(), CreateTestProbe());
        db.Tell(new SubscribeVios(ViosId(1)), vios);
        Assert.IsType<Ok>(await DefineAsync(db, 1));
        await RefusingJournal.RefuseAsync(Sys, $"vios-{ViosId(2)}");
        db.Tell(Definition(2), ActorRefs.NoSender);
        await Eventually.ReachAsync("it was tried whether something is stored", ProbesAsync, count => count > 0);

        // What is said until something else is: nothing.
        Assert.IsType<Ok>(await DefineAsync(db, 3));
        db.Tell(new SubscribeVios(ViosId(3)), vios);
        db.Tell(new AddServerAdapter(
            ViosId(3), ServerAdapterKind.VirtualScsi, null, ClientKey.OfLpar(ViosFiles.Cec, new PartitionId(5)), new SlotNumber(2), null));
        while (Assert.IsType<DevicesAnnounced>(await vios.ExpectMsgAsync<object>()).Vios != ViosId(3))
            continue;
    }

    [Fact]
    public async Task Given_WhatKeepsThePlacesOfAggregatesCannotStore_SoThatNoCommandReachesOne_Then_SubscribersHearWhy()
    {
        var (db, vios) = (StartDb(), CreateTestProbe());
        db.Tell(new SubscribeVios(ViosId(9)), vios);
        Assert.IsType<Ok>(await DefineAsync(db, 1));
        await RefusingJournal.RefuseAsync(Sys, "");
        Sys.ActorOf(Props.Create(() => new PlaceKeeper())).Tell("place");
        Assert.Equal(new DbWritesAnnounced("", RefusingJournal.Reason), await vios.FishForMessageAsync<DbWritesAnnounced>(_ => true));

        await RefusingJournal.RefuseAsync(Sys, null);
        await vios.FishForMessageAsync<DbWritesAnnounced>(announced => announced.Problem is null, TestLimits.Answer);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }

    private static string SourceIn(DirectoryInfo folder) => $"Data Source={Path.Combine(folder.FullName, "db.sqlite")}";

    private async Task<long> ProbesAsync()
    {
        await using var database = new SqliteConnection(SourceIn(_folder));
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal WHERE persistence_id = 'journal-probe'";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static DefineVios Definition(int number) =>
        new(ViosId(number), new DrcName(ViosFiles.Cec, new PartitionId(number), null), []);

    private static Task<object> DefineAsync(IActorRef db, int number) => db.Ask<object>(Definition(number), TestLimits.Answer);

    private IActorRef StartDb() => Sys.ActorOf(Props.Create(() => new ViosDbActor(new NoEraser(), TimeProvider.System)));

    /// <summary>Persistent, and no aggregate: it stores what it is told, as those of the engine do.</summary>
    private sealed class PlaceKeeper : ReceivePersistentActor
    {
        public PlaceKeeper() => Command<string>(place => Persist(new JournalProbed(place), _ => { }));

        public override string PersistenceId => "places";
    }
}
