using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Dsa;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Tests.Vios.Dsa;

/// <summary>When a path counts as lost, and how many clean probes bring it back (RED-9).</summary>
[Trait("Req", "RED-9")]
public sealed class PathHealthTests
{
    private static readonly PathFigures Idle = new(0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StoragePathSettings Settings = new(TimeSpan.FromSeconds(1), 2)
    {
        AnswerLimit = TimeSpan.FromSeconds(5),
        LatencyLimit = TimeSpan.FromSeconds(2),
        ErrorPercentLimit = 50,
        JudgedIoCountMin = 16,
        FlapWindow = TimeSpan.FromMinutes(1),
        CleanProbesMax = 12,
    };

    [Fact]
    public void IoWithoutProgressForTheLimit_IsALostPath()
    {
        var health = new PathHealth(Settings);
        Assert.Null(health.Judge(Idle with { InFlight = 3, SinceProgress = TimeSpan.FromSeconds(4.999) }));
        Assert.Equal(
            "None of 3 I/Os was answered for 5.000 s.", health.Judge(Idle with { InFlight = 3, SinceProgress = TimeSpan.FromSeconds(5) }));
    }

    [Fact]
    public void ErrorsAreJudgedBetweenTwoLooks_AndOnlyWhenThereIsEnoughIo()
    {
        var health = new PathHealth(Settings);
        Assert.Null(health.Judge(Idle with { Answered = 100, Failed = 100 }));
        Assert.Null(health.Judge(Idle with { Answered = 115, Failed = 115 }));
        Assert.Null(health.Judge(Idle with { Answered = 131, Failed = 123 }));
        Assert.Equal("9 of 16 I/Os failed; more than 50 % are a lost path.", health.Judge(Idle with { Answered = 147, Failed = 132 }));
        Assert.Null(health.Judge(Idle with { Answered = 163, Failed = 132 }));
    }

    [Fact]
    public void LatencyIsTheAverageBetweenTwoLooks()
    {
        var health = new PathHealth(Settings);
        Assert.Null(health.Judge(Idle with { Waited = 100, WaitedTime = TimeSpan.FromHours(1) }));
        Assert.Null(health.Judge(Idle with { Waited = 116, WaitedTime = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(32) }));
        Assert.Equal(
            "20 I/Os took 3.000 s on average; more than 2.000 s is a lost path.",
            health.Judge(Idle with { Waited = 136, WaitedTime = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(92) }));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 1, 30)]
    [InlineData(8, 1, 20, 30)]
    [InlineData(12, 1, 10, 20, 30)]
    [InlineData(12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]
    [InlineData(2, 1, 62)]
    [InlineData(4, 1, 50, 100)]
    public void EachLossInTheWindowDoublesTheCleanProbes_UpToTheMaximum(int needed, params int[] lostAtSeconds)
    {
        var history = lostAtSeconds.Where(at => at > 0).SelectMany((at, index) => new[]
        {
            new PathTransition((2 * index) + 1, Start.AddSeconds(at), PathState.Down, PathCause.VolumeLost, "lost"),
            new PathTransition((2 * index) + 2, Start.AddSeconds(at + 0.5), PathState.Up, PathCause.Probed, "back"),
        });
        Assert.Equal(needed, PathHealth.CleanProbesNeeded(Settings, [.. history]));
    }
}
