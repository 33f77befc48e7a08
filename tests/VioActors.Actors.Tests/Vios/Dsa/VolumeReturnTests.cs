using Akka.Actor;
using VioActors.Actors.Settings;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Dsa;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Tests.Vios.Dsa;

public sealed class VolumeReturnTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly PoolId Pool = new(Guid.NewGuid());
    private static readonly ChunkSize Size = ChunkSize.FromBytes(1 << 20);

    private static readonly StoragePathSettings Settings = new(TimeSpan.FromMilliseconds(5), 2)
    {
        AnswerLimit = TestLimits.Answer,
        LatencyLimit = TestLimits.Answer,
    };

    public VolumeReturnTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "RED-8")]
    [Trait("Req", "STO-10")]
    public async Task AVolumeThatIsReplacedOnItsPath_WhileTheOthersAreLost_IsBroughtUp()
    {
        // What changes on the path is told by the test: both changes are made before the first is heard of.
        var absent = new AbsentVolume(new PvId(Guid.NewGuid()), Pool, Size, 4, "it is not there", () => { });
        using var path = new StoragePath(
            "test", new Dictionary<int, IPhysicalVolume> { [0] = Volume(), [1] = absent }, new PathObserver(), TimeProvider.System);
        path.TakeDown(1, "it is not there");
        var dsa = Sys.ActorOf(Props.Create(() => new DsaActor(path, Settings, TimeProvider.System, index => $"pv{index}")));
        await Eventually.ReachAsync(
            "it is watched", () => dsa.Ask<PathReport>(GetPathReport.Instance, TestLimits.Answer),
            report => report.Volumes[0].Watch is { CleanProbesNeeded: 0 });

        path.RemoveVolume(0);
        path.AddVolume(0, Volume());
        Assert.Equal(PathState.Down, path.State);
        dsa.Tell(VolumesChanged.Instance);

        await Eventually.ReachAsync("it is up", () => Task.FromResult(path.State), state => state == PathState.Up);
        Assert.True(path.IsUp(0));
    }

    private static GivenUpVolume Volume() => new(new PvId(Guid.NewGuid()), Pool, Size, 4);
}
