using Akka.Remote.Transport;

namespace Akka.Remote.Tests.Transport;

/// <summary>Pauses between connections, and counted warnings.</summary>
public sealed class BackoffTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300));

        Assert.Equal([50, 100, 200, 300, 300], Enumerable.Range(0, 5).Select(_ => backoff.Failed(_time).TotalMilliseconds));
    }

    [Fact]
    public void A_connection_that_lasted_is_opened_again_at_once_and_one_that_did_not_is_not()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        backoff.Connected(_time);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(50, backoff.Disconnected(_time).TotalMilliseconds);
        backoff.Connected(_time);
        Assert.Equal(100, backoff.Disconnected(_time).TotalMilliseconds);
        backoff.Connected(_time);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, backoff.Disconnected(_time));
        Assert.Equal(50, backoff.Failed(_time).TotalMilliseconds);
    }

    [Fact]
    public void Failing_is_counted_from_the_first_failure_after_a_success()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, backoff.FailingFor(_time));
        backoff.Failed(_time);
        _time.Advance(TimeSpan.FromSeconds(3));
        backoff.Failed(_time);
        Assert.Equal(TimeSpan.FromSeconds(3), backoff.FailingFor(_time));
        backoff.Connected(_time);
        Assert.Equal(TimeSpan.Zero, backoff.FailingFor(_time));
    }

    [Fact]
    public void Drops_are_reported_at_the_first_and_then_once_per_interval()
    {
        var count = new OverflowCount(_time, TimeSpan.FromSeconds(10));
        Assert.False(count.TryReport(out _));
        Assert.True(count.Add(out var first));
        Assert.Equal(1, first);
        for (var i = 0; i < 1000; i++)
            Assert.False(count.Add(out _));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(count.TryReport(out var later));
        Assert.Equal(1000, later);
        Assert.False(count.TryReport(out _));
    }
}
