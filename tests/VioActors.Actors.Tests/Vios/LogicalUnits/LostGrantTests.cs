using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Vios.LogicalUnits;

/// <summary>A grant that ends before the VIOS has taken it: the word of its end comes once.</summary>
[Trait("Req", "STO-6")]
public sealed class LostGrantTests : Akka.TestKit.Xunit2.TestKit
{
    public LostGrantTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    public async Task A_grant_that_was_withdrawn_on_its_way_is_not_taken_and_the_next_one_is()
    {
        var (db, client) = (CreateTestProbe("db"), CreateTestProbe("client"));
        var units = Sys.ActorOf(Props.Create(() => new LogicalUnitsActor(ViosId(1), 1, db.Ref, null!, TimeProvider.System)), "units");
        units.Tell(new AttachLu(LuId(1)), client.Ref);
        await GrantAsync(db, 1);
        await db.ExpectMsgAsync<GetScsi>(TestLimits.Answer);
        var asker = db.LastSender;

        units.Tell(new GrantWithdrawn(LuId(1), ViosId(1), 1));
        await units.Ask<ActorIdentity>(new Identify("units"), TestLimits.Answer);
        await Sys.ActorSelection(units.Path / $"lu-{LuId(1)}").Ask<ActorIdentity>(new Identify("lu"), TestLimits.Answer);
        asker.Tell(Scsi, db.Ref);

        // The word may be this VIOS's own, of a grant that the owner still has.
        Assert.Equal(1, (await db.ExpectMsgAsync<ReleaseGrant>(TestLimits.Answer)).Epoch);
        await GrantAsync(db, 2);
        Assert.Equal(2, (await db.ExpectMsgAsync<GetScsi>(TestLimits.Answer)).Epoch);
        db.Reply(Scsi);
        var attached = await client.ExpectMsgAsync<LuAttached>(TestLimits.Answer);
        Assert.Equal((2L, true), (attached.Access.Epoch!.Value.Value, attached.Access.IsGranted));
    }

    private static ScsiFound Scsi { get; } = new(LuId(1), LuScsi.Empty.State, []);

    private static async Task GrantAsync(Akka.TestKit.TestProbe db, long epoch)
    {
        await db.ExpectMsgAsync<AcquireGrant>(TestLimits.Answer);
        db.Reply(new LuGranted(
            new LuIdentity(
                LuId(1), LuName.Parse("disk1"), ViosFiles.Pool, Tier.System, LuKind.Disk, new ByteSize(4 << 20), 1 << 20, false,
                ObjectVersion.First),
            epoch, [], null));
    }
}
