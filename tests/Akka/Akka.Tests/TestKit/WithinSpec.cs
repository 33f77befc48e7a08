using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class WithinSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public WithinSpec()
        : base("akka.test { single-expect-default = 10s, timefactor = 2.0 }")
    {
    }

    [Fact]
    public void Timeouts_are_stretched_by_the_factor()
    {
        Assert.Equal(TimeSpan.FromSeconds(6), Dilated(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(20), RemainingOrDefault);
        Assert.Equal(TimeSpan.FromSeconds(2), RemainingOrDilated(TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-5000)]
    public void A_timeout_must_be_finite_and_positive(int milliseconds)
    {
        Assert.Throws<ArgumentException>(() => RemainingOrDilated(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void The_time_left_belongs_to_the_block()
    {
        Assert.Throws<InvalidOperationException>(() => Remaining);

        Within(Long, () =>
        {
            Assert.InRange(Remaining, TimeSpan.FromSeconds(1), Long * 2);
            Assert.InRange(RemainingOrDefault, TimeSpan.FromSeconds(1), Long * 2);
        });

        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public void An_inner_block_cannot_outlast_the_outer_one()
    {
        Within(Long, () => Within(TimeSpan.FromHours(1), () => Assert.InRange(Remaining, TimeSpan.Zero, Long * 2)));
    }

    [Fact]
    public void An_inner_block_cannot_need_more_than_the_outer_one_has()
    {
        Assert.Throws<TrueException>(() => Within(Long, () => Within(TimeSpan.FromHours(1), TimeSpan.FromHours(2), () => { })));
    }

    [Fact]
    public void Expectations_inside_use_the_time_that_is_left()
    {
        Assert.Throws<FailException>(() => Within(Short, () => ExpectMsg<int>()));
    }

    [Fact]
    public void Silence_may_use_up_the_block()
    {
        Within(Short, () => ExpectNoMsg());
    }

    [Fact]
    public void A_block_that_ends_too_early_fails()
    {
        Assert.Throws<FailException>(() => Within(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), () => { }));
    }

    [Fact]
    public async Task An_asynchronous_block_that_never_ends_is_given_up()
    {
        var never = new TaskCompletionSource();

        await Assert.ThrowsAsync<FailException>(() => WithinAsync(Short, () => never.Task));
    }

    [Fact]
    public async Task An_asynchronous_block_returns_its_value()
    {
        TestActor.Tell("a");

        Assert.Equal("a", await WithinAsync(Long, async () => await ExpectMsgAsync<string>()));
    }

    [Fact]
    public void A_condition_is_asked_for_until_it_holds()
    {
        var asked = 0;

        AwaitCondition(() => ++asked == 3, Long, TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, asked);
        Assert.Throws<FailException>(() => AwaitCondition(() => false, Short));
        Assert.False(AwaitConditionNoThrow(() => false, Short));
    }

    [Fact]
    public async Task A_condition_may_be_asynchronous()
    {
        var asked = 0;

        await AwaitConditionAsync(() => Task.FromResult(++asked == 2), Long, TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<FailException>(() => AwaitConditionAsync(() => false, Short, "because"));
    }

    [Fact]
    public void The_last_failure_of_an_assertion_is_reported()
    {
        var tried = 0;

        AwaitAssert(() => Assert.Equal(3, ++tried), Long, TimeSpan.FromMilliseconds(1));

        var failure = Assert.Throws<EqualException>(() => AwaitAssert(() => Assert.Equal(1, 2), Short));
        Assert.Contains("2", failure.Message);
    }

    [Fact]
    public void A_latch_opens_at_its_count()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.Throws<TimeoutException>(() => latch.Ready(Short));

        latch.CountDown();
        latch.Ready();

        Assert.True(latch.IsOpen);
        latch.Reset();
        Assert.False(latch.IsOpen);
        latch.Open();
        Assert.True(latch.IsOpen);
    }

    [Fact]
    public async Task A_barrier_waits_for_all()
    {
        var barrier = CreateTestBarrier(2);
        var other = Task.Run(barrier.Await);

        barrier.Await();

        await other;
        Assert.Throws<TimeoutException>(() => barrier.Await(Short));
    }
}
