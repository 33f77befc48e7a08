using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.TestKit.Xunit2;
using VioActors.Actors.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Images;

/// <summary>The record of a shared memory pool, in a journal that takes no writes for a while.</summary>
public sealed class PoolRecordTests : TestKit
{
    private static readonly LuUdid Device = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3));

    private readonly DirectoryInfo _folder;

    public PoolRecordTests()
        : this(Directory.CreateTempSubdirectory("vio-pool-record-"))
    {
    }

    private PoolRecordTests(DirectoryInfo folder)
        : base(ConfigurationFactory.ParseString($$"""
            akka.persistence {
              journal.plugin = "akka.persistence.journal.sql"
              snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
              journal.sql { connection-string = "Data Source={{folder.FullName}}/journal.db", provider-name = "SQLite.MS" }
            }
            {{RefusingJournal.Setting}}
            """).WithFallback(TestConfigurations.Actors).WithFallback(SqlPersistence.DefaultConfiguration)) => _folder = folder;

    [Fact]
    [Trait("Req", "OSI-1")]
    public async Task What_is_defined_after_the_journal_has_failed_is_recorded_with_what_was_before()
    {
        var kept = new KeptPool(TimeProvider.System, TestLimits.Answer);
        var memory = Sys.ActorOf(Props.Create(() => new SharedMemoryActor(ViosFiles.Cec, kept)));
        var definition = new MemoryPoolDefinition(ByteSize.Parse("4M"), new PartitionId(1), null);
        Assert.IsType<Ok>(await memory.Ask<object>(new DefineMemoryPool(definition), TestLimits.Answer));
        await RefusingJournal.RefuseAsync(Sys, "memory-");
        var record = await Sys.ActorSelection(memory.Path / "pool" / "aggregate").ResolveOne(TestLimits.Answer);
        Watch(record);
        memory.Tell(new AddPagingDevice(Device, ByteSize.Parse("1M")));
        ExpectTerminated(record);

        await RefusingJournal.RefuseAsync(Sys, null);
        Assert.IsType<Ok>(await memory.Ask<object>(new AddPagingDevice(Device, ByteSize.Parse("1M")), TestLimits.Answer));

        var found = Assert.IsType<MemoryPoolFound>(await memory.Ask<object>(new GetMemoryPool(), TestLimits.Answer));
        Assert.Equal((definition, Device), (found.Definition, Assert.Single(found.Devices).Lu));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }
}
