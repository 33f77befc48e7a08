using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote.Tests.FailureDetection;

/// <summary>The φ accrual detector on a clock of the test.</summary>
public sealed class PhiAccrualFailureDetectorTests
{
    private long _now;

    [Fact]
    public void Before_the_first_heartbeat_the_source_is_available_and_not_monitored()
    {
        var detector = Detector();
        _now += 1_000_000;

        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);
        Assert.Equal(0, detector.CurrentPhi);
    }

    [Fact]
    public void Regular_heartbeats_keep_it_available_and_silence_does_not()
    {
        var detector = Detector(threshold: 8, pauseMillis: 0);
        Beat(detector, 20, 1000);

        _now += 1000;
        Assert.True(detector.IsAvailable);
        Assert.True(detector.IsMonitoring);
        _now += 5000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void A_pause_within_the_acceptable_one_is_no_failure()
    {
        var detector = Detector(threshold: 8, pauseMillis: 3000);
        Beat(detector, 20, 1000);

        _now += 3900;
        Assert.True(detector.IsAvailable);
        _now += 4000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void A_source_that_comes_back_is_available_and_its_absence_is_no_part_of_its_rhythm()
    {
        var detector = Detector(threshold: 8, pauseMillis: 0);
        Beat(detector, 20, 1000);
        _now += 60_000;
        Assert.False(detector.IsAvailable);

        detector.HeartBeat();

        Assert.True(detector.IsAvailable);
        _now += 6000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void Suspicion_only_grows_with_silence()
    {
        var detector = Detector();
        Beat(detector, 10, 1000);
        var last = detector.CurrentPhi;
        for (var i = 0; i < 200; i++)
        {
            _now += 100;
            Assert.True(detector.CurrentPhi >= last);
            last = detector.CurrentPhi;
        }

        Assert.True(last > 10);
    }

    [Theory]
    [InlineData(0, 0, 10, 0.301)]
    [InlineData(500, 1000, 100, 0.0)]
    [InlineData(1200, 1000, 100, 1.6)]
    [InlineData(1400, 1000, 100, 4.74)]
    public void Phi_is_minus_the_logarithm_of_the_chance_of_a_later_heartbeat(long silence, double mean, double deviation, double phi) =>
        Assert.Equal(phi, PhiAccrualFailureDetector.Phi(silence, mean, deviation), 0.06);

    [Fact]
    public void The_history_keeps_the_last_samples_only()
    {
        var history = HeartbeatHistory.Empty(3);
        foreach (var interval in new long[] { 10_000, 100, 200, 300 })
            history = history.With(interval);

        Assert.Equal(200, history.Mean);
        Assert.Equal(81.65, history.StdDeviation, 0.01);
    }

    [Fact]
    public void Settings_come_from_the_configuration()
    {
        var config = ConfigurationFactory.ParseString("""
            threshold = 8.0, max-sample-size = 10, min-std-deviation = 100 ms
            acceptable-heartbeat-pause = 0 s, heartbeat-interval = 1 s
            """);
        var detector = new PhiAccrualFailureDetector(config, new EventStream(false), () => _now);
        Beat(detector, 10, 1000);
        _now += 10_000;

        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        var second = TimeSpan.FromSeconds(1);
        Assert.ThrowsAny<ArgumentException>(() => new PhiAccrualFailureDetector(0, 10, second, second, second));
        Assert.ThrowsAny<ArgumentException>(() => new PhiAccrualFailureDetector(8, 0, second, second, second));
        Assert.ThrowsAny<ArgumentException>(() => new PhiAccrualFailureDetector(8, 10, TimeSpan.Zero, second, second));
        Assert.ThrowsAny<ArgumentException>(() => new PhiAccrualFailureDetector(8, 10, second, -second, second));
        Assert.ThrowsAny<ArgumentException>(() => new PhiAccrualFailureDetector(8, 10, second, second, TimeSpan.Zero));
    }

    private PhiAccrualFailureDetector Detector(double threshold = 10, long pauseMillis = 1000) => new(
        threshold,
        100,
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMilliseconds(pauseMillis),
        TimeSpan.FromSeconds(1),
        () => _now);

    private void Beat(FailureDetector detector, int count, long intervalMillis)
    {
        for (var i = 0; i < count; i++)
        {
            _now += intervalMillis;
            detector.HeartBeat();
        }
    }
}
