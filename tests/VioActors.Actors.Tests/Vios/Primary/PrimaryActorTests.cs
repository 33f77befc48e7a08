using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Primary;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Vios.Primary;

/// <summary>When a VIOS acts as the primary node, and what it does then; the test plays the VIOS DB, in virtual time.</summary>
public sealed class PrimaryActorTests : Akka.TestKit.Xunit2.TestKit
{
    private const int LeaseMs = 10_000;

    private static readonly ClusterName Cluster = ClusterName.Parse("dev");

    private readonly ViosFiles _files = new();
    private readonly SteppedClock _clock = new();
    private readonly TestProbe _db;
    private readonly TestProbe _backup;
    private readonly ViosDefinition _definition;
    private readonly IActorRef _primary;

    public PrimaryActorTests()
        : base(TestConfigurations.ActorsInVirtualTime)
    {
        _db = CreateTestProbe();
        _backup = CreateTestProbe();
        _definition = _files.Define(_db, ActorRefs.Nobody, ViosFiles.SettingsWith("primary-node.lease = 10s"), new FakeTransport()) with
        {
            Time = _clock,
            ClusterBackup = _backup,
        };
        _primary = Sys.ActorOf(Props.Create(() => new PrimaryActor(_definition)));
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_lease_is_counted_from_the_moment_of_the_claim()
    {
        _primary.Tell(StandForPrimary.Instance);
        _db.ExpectMsg<ClaimPrimary>();
        _clock.Advance(TimeSpan.FromSeconds(8));
        _db.Reply(new PrimaryGranted(3, LeaseMs));

        AwaitAssert(() => Assert.True(Report().Acts));
        var report = Report();

        Assert.Equal((true, 3L, TimeSpan.FromSeconds(1)), (report.Acts, report.Term, report.ActsFor));
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void An_answer_that_comes_after_its_lease_makes_nobody_primary()
    {
        _primary.Tell(StandForPrimary.Instance);
        _db.ExpectMsg<ClaimPrimary>();
        _clock.Advance(TimeSpan.FromSeconds(9));
        _db.Reply(new PrimaryGranted(3, LeaseMs));

        Assert.False(Report().Acts);
        Report();
        Assert.False(Report().Acts);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_holder_whose_process_was_paused_does_not_act_when_it_wakes()
    {
        Elect();
        _primary.Tell(Known("daily 13:00 UTC keep 2"));
        _backup.ExpectMsg<ListClusterBackups>();

        // No timer has fired yet: only the clock went on.
        _clock.Advance(TimeSpan.FromHours(2));
        _backup.Reply(Listed());

        Assert.False(Report().Acts);
        _primary.Tell(Known("daily 14:00 UTC keep 2"));
        Report();
        Assert.False(_backup.HasMessages);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    [Trait("Req", "CBR-1")]
    public void The_primary_backs_the_cluster_up_when_that_is_due()
    {
        Elect();
        _primary.Tell(Known("daily 12:00 UTC keep 2"));
        _backup.ExpectMsg<ListClusterBackups>();

        // The last one is of the day before yesterday.
        _backup.Reply(Listed(_clock.GetUtcNow().AddHours(-47)));

        var request = _backup.ExpectMsg<BackUpCluster>();
        Assert.Equal((ClusterBackupPlan.Label, 2), (request.Label, request.KeepCount));
    }

    [Fact]
    [Trait("Req", "CBR-1")]
    public void A_backup_that_is_there_is_not_made_again()
    {
        Elect();
        _primary.Tell(Known("daily 11:59 UTC keep 2"));
        _backup.ExpectMsg<ListClusterBackups>();
        _backup.Reply(Listed(_clock.GetUtcNow().AddSeconds(-30)));

        Report();
        Report();

        Assert.False(_backup.HasMessages);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void Who_is_not_the_primary_makes_no_backup()
    {
        _primary.Tell(StandForPrimary.Instance);
        _db.ExpectMsg<ClaimPrimary>();
        _db.Reply(new PrimaryHeld(new PrimaryOffice(1, new VioUuid(Guid.Empty), 1, _clock.GetUtcNow(), "elected"), 5_000));
        _primary.Tell(Known("daily 12:00 UTC keep 2"));

        Report();
        Report();

        Assert.False(_backup.HasMessages);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_later_term_ends_its_own()
    {
        Elect();

        _primary.Tell(Known("never", new PrimaryOffice(2, new VioUuid(Guid.Empty), 1, _clock.GetUtcNow(), "elected")));

        Assert.False(Report().Acts);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_VIOS_that_leaves_ends_its_term_first_and_claims_no_more()
    {
        Elect();

        _primary.Tell(new LeaveOffice("it stops"), TestActor);

        Assert.Equal((1L, "it stops"), _db.ExpectMsg<RelinquishPrimary>() is var left ? (left.Term, left.Reason) : default);
        _db.Reply(Ok.Instance);
        ExpectMsg<OfficeLeft>();
        _primary.Tell(Known("never", new PrimaryOffice(1, null, 0, _clock.GetUtcNow(), "it stops")));
        _primary.Tell(StandForPrimary.Instance);
        Assert.False(Report().Acts);
        Assert.False(_db.HasMessages);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _files.Dispose();
    }

    private void Elect()
    {
        _primary.Tell(StandForPrimary.Instance);
        _db.ExpectMsg<ClaimPrimary>();
        _db.Reply(new PrimaryGranted(1, LeaseMs));
        AwaitAssert(() => Assert.True(Report().Acts));
    }

    private PrimaryReport Report() =>
        _primary.Ask<PrimaryReport>(GetPrimaryReport.Instance, TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    private ClusterKnown Known(string plan, PrimaryOffice? office = null) => new(new ClusterData(
        Cluster, ObjectVersion.First, [], [new ClusterPolicy(ClusterBackupPlan.PolicyName, 1, plan)], [],
        office ?? new PrimaryOffice(1, _definition.Vios, _definition.Incarnation, _clock.GetUtcNow(), "elected")));

    private ClusterBackupsListed Listed(params DateTimeOffset[] taken) => new(
        [.. taken.Select((at, index) => new ClusterBackupEntry(
            BackupFileName.OfCluster(ClusterBackupPlan.Label, Cluster, index + 1), 1, at, 1, 1, [], ""))],
        _clock.GetUtcNow());
}
