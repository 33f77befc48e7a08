using Akka.Actor;

namespace Akka.Remote.Tests.FailureDetection;

/// <summary>The deadline detector and the registry of detectors, on a clock of the test.</summary>
public sealed class DeadlineFailureDetectorTests
{
    private long _now = -500;

    [Fact]
    public void The_deadline_is_interval_plus_pause()
    {
        var detector = Detector();
        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);

        detector.HeartBeat();
        _now += 3999;
        Assert.True(detector.IsAvailable);
        _now += 1;
        Assert.False(detector.IsAvailable);
        detector.HeartBeat();
        Assert.True(detector.IsAvailable);
        Assert.True(detector.IsMonitoring);
    }

    [Fact]
    public void Times_must_be_positive()
    {
        var second = TimeSpan.FromSeconds(1);
        Assert.Throws<ArgumentException>(() => new DeadlineFailureDetector(TimeSpan.Zero, second));
        Assert.Throws<ArgumentException>(() => new DeadlineFailureDetector(second, TimeSpan.Zero));
    }

    [Fact]
    public void A_registry_has_one_detector_for_each_source()
    {
        var registry = new DefaultFailureDetectorRegistry<Address>(Detector);
        var first = new Address("akka.tcp", "a", "h", 1);
        var second = new Address("akka.tcp", "b", "h", 2);
        Assert.True(registry.IsAvailable(first));
        Assert.False(registry.IsMonitoring(first));

        registry.Heartbeat(first);
        _now += 3000;
        registry.Heartbeat(second);
        _now += 1500;

        Assert.False(registry.IsAvailable(first));
        Assert.True(registry.IsAvailable(second));
        Assert.NotSame(registry.GetFailureDetector(first), registry.GetFailureDetector(second));
        registry.Remove(first);
        Assert.True(registry.IsAvailable(first));
        Assert.True(registry.IsMonitoring(second));
        registry.Reset();
        Assert.False(registry.IsMonitoring(second));
    }

    private DeadlineFailureDetector Detector() => new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _now);
}
