using Akka.Actor;
using Akka.TestKit;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;
using VioActors.Domain.Values;
using VioActors.Management.View;

namespace VioActors.Management.Tests.View;

/// <summary>The management tool over a VIOS DB that the test plays.</summary>
public sealed class BusyViewTests : Akka.TestKit.Xunit2.TestKit
{
    public BusyViewTests()
        : base("akka { loglevel = ERROR, stdout-loglevel = ERROR, test.single-expect-default = 60s }")
    {
    }

    [Fact]
    [Trait("Req", "MGT-1")]
    public void AViewThatHadNoPlaceForTheToolsQuestion_IsAskedAgain_WhenItHasChanged()
    {
        var (db, others, tool) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var parts = new ManagementParts(
            new SourceReader(db, new Dictionary<string, IActorRef>(), TimeSpan.FromMinutes(5)),
            new ViewSettings([], TimeSpan.FromDays(1), 4, 1),
            Passing(others), Passing(others), Passing(tool));
        var management = Sys.ActorOf(ManagementActor.Props(parts));
        db.ExpectMsg<GetCluster>();

        // One question waits, and no more may.
        management.Tell(new FindObjects(Api.Objects.VioObjectKind.All, Fresh: false), TestActor);
        management.Tell(new ViewChanged([], []));
        db.Reply(new ClusterFound(new ClusterData(ClusterName.Parse("c1"), new ObjectVersion(3), [], [], [], PrimaryOffice.Vacant)));

        ExpectMsg<ObjectsFound>();
        Assert.Equal(new ObjectVersion(3), tool.ExpectMsg<ReportCluster>().Version);
    }

    private static Props Passing(TestProbe probe)
    {
        var target = probe.Ref;
        return Props.Create(() => new Passage(target));
    }

    private sealed class Passage : ReceiveActor
    {
        public Passage(IActorRef target) => ReceiveAny(target.Forward);
    }
}
