using Akka.Pattern;
using Akka.Tests.Actor;

namespace Akka.Tests.Pattern;

public sealed class CircuitBreakerSpec : EngineSpec
{
    [Fact]
    public async Task It_opens_after_failures_in_a_row_tries_after_the_reset_timeout_and_closes_at_a_success()
    {
        var halfOpen = new TaskCompletionSource();
        var closed = 0;
        var breaker = Make().OnHalfOpen(() => halfOpen.TrySetResult()).OnClose(() => closed++);
        await Fail(breaker);
        Assert.Equal(7, await breaker.WithCircuitBreaker(() => Task.FromResult(7)));
        Assert.Equal(0, breaker.CurrentFailureCount);
        await Fail(breaker);
        Assert.True(breaker.IsClosed);
        await Fail(breaker);
        Assert.True(breaker.IsOpen);
        await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(() => Task.FromResult(7)));
        Assert.Throws<OpenCircuitException>(() => breaker.WithSyncCircuitBreaker(() => 7));

        Time.Advance(TimeSpan.FromSeconds(6));
        await halfOpen.Task.WaitAsync(Patience);
        Assert.True(breaker.IsHalfOpen);
        Assert.Equal(8, breaker.WithSyncCircuitBreaker(() => 8));
        Assert.True(breaker.IsClosed);
        Assert.Equal(1, closed);
    }

    [Fact]
    public async Task A_failed_try_opens_it_again()
    {
        var halfOpen = new TaskCompletionSource();
        var breaker = Make().OnHalfOpen(() => halfOpen.TrySetResult());
        breaker.Fail();
        breaker.Fail();
        Time.Advance(TimeSpan.FromSeconds(6));
        await halfOpen.Task.WaitAsync(Patience);
        await Fail(breaker);
        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_failure()
    {
        var breaker = Make();
        var call = breaker.WithCircuitBreaker(() => new TaskCompletionSource<int>().Task);
        Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience));
        Assert.Equal(1, breaker.CurrentFailureCount);
    }

    private static Task Fail(CircuitBreaker breaker) => Assert.ThrowsAsync<ArithmeticException>(
        () => breaker.WithCircuitBreaker(() => Task.FromException<int>(new ArithmeticException())));

    private CircuitBreaker Make() => CircuitBreaker.Create(Sys.Scheduler, 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
}
