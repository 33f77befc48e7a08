using Akka.Actor;

namespace Akka.TestKit;

/// <content>Timeouts.</content>
public abstract partial class TestKitBase
{
    /// <summary>Time left in the enclosing <c>Within</c>, else the default of a single expectation.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>Time left in the enclosing <c>Within</c>. Throws <see cref="InvalidOperationException"/> outside of one.</summary>
    public TimeSpan Remaining => _state.End is { } end
        ? NotNegative(end - Now)
        : throw new InvalidOperationException("There is no remaining time: Remaining may only be asked for inside of Within.");

    /// <summary>
    /// The given time, or that left; stretched by the time factor when given. Throws <see cref="ArgumentException"/> for a negative
    /// one.
    /// </summary>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given)
            return RemainingOrDefault;
        if (given == Timeout.InfiniteTimeSpan)
            throw new ArgumentException("A timeout of an expectation cannot be infinite.", nameof(duration));
        if (given < TimeSpan.Zero)
            throw new ArgumentException($"A timeout of an expectation cannot be negative; it is {given}.", nameof(duration));
        return Dilated(given);
    }

    /// <summary>The duration stretched by <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration) =>
        duration == Timeout.InfiniteTimeSpan || duration == TimeSpan.MaxValue ? duration : duration * TestKitSettings.TestTimeFactor;

    /// <summary>As <see cref="RemainingOrDilated"/>.</summary>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => RemainingOrDilated(timeout);

    /// <summary>Time left in the enclosing <c>Within</c>, else <paramref name="duration"/>.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration) => _state.End is { } end ? NotNegative(end - Now) : duration;

    private static TimeSpan NotNegative(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
