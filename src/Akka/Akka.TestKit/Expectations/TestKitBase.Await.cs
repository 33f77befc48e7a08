using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Asking again until something holds.</content>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Runs <paramref name="assertion"/> every <paramref name="interval"/> until it does not throw; its last exception fails the test.
    /// </summary>
    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitPass(Wrap(assertion), duration, interval, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitPass(Wrap(assertion), duration, interval, Wait.Async, cancellationToken).AsTask();

    /// <summary>As above.</summary>
    public Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitPass(assertion, duration, interval, Wait.Async, cancellationToken).AsTask();

    /// <summary>Asks until <paramref name="conditionIsFulfilled"/>; fails the test when time is up.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>As above, with words for the failure.</summary>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>As above, asking every <paramref name="interval"/>.</summary>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitTrue(Wrap(conditionIsFulfilled), RemainingOrDilated(max), interval, Fail(message), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitTrue(conditionIsFulfilled, RemainingOrDilated(max), interval, Fail(message), Wait.Async, cancellationToken).AsTask();

    /// <summary>As above.</summary>
    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Wrap(conditionIsFulfilled), max, interval, message, cancellationToken);

    /// <summary>Asks until <paramref name="conditionIsFulfilled"/>; false when time is up.</summary>
    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitTrue(Wrap(conditionIsFulfilled), max, interval, null, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitTrue(conditionIsFulfilled, max, interval, null, Wait.Async, cancellationToken).AsTask();

    /// <summary>As above.</summary>
    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(Wrap(conditionIsFulfilled), max, interval, cancellationToken);

    /// <summary>Asks until the condition holds; when time is up calls <paramref name="fail"/> and returns false.</summary>
    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) =>
        AwaitTrue(Wrap(conditionIsFulfilled), max, interval, fail, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    protected static Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        CancellationToken cancellationToken = default) =>
        AwaitTrue(conditionIsFulfilled, max, interval, fail, Wait.Async, cancellationToken).AsTask();

    /// <summary>As above, with a log line at the start.</summary>
    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        ILoggingAdapter? logger,
        CancellationToken cancellationToken = default)
    {
        logger?.Debug("Awaiting a condition for {0}", max);
        return InternalAwaitCondition(conditionIsFulfilled, max, interval, fail, cancellationToken);
    }

    /// <summary>As above.</summary>
    protected static Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]> fail,
        ILoggingAdapter? logger,
        CancellationToken cancellationToken = default)
    {
        logger?.Debug("Awaiting a condition for {0}", max);
        return InternalAwaitConditionAsync(conditionIsFulfilled, max, interval, fail, cancellationToken);
    }

    private static Func<Task> Wrap(Action assertion) => () =>
    {
        assertion();
        return Task.CompletedTask;
    };

    private static Func<Task<bool>> Wrap(Func<bool> condition) => () => Task.FromResult(condition());

    private static async ValueTask<bool> AwaitTrue(
        Func<Task<bool>> condition,
        TimeSpan max,
        TimeSpan? interval,
        Action<string, object[]>? fail,
        Wait wait,
        CancellationToken cancellationToken)
    {
        var stop = Now + max;
        while (!await condition().ConfigureAwait(wait == Wait.Async))
        {
            var left = stop - Now;
            if (left <= TimeSpan.Zero)
            {
                fail?.Invoke("The condition did not hold within {0}.", [max]);
                return false;
            }

            await Pause(left, interval ?? DefaultInterval, wait, cancellationToken).ConfigureAwait(wait == Wait.Async);
        }

        return true;
    }

    private static ValueTask Pause(TimeSpan left, TimeSpan interval, Wait wait, CancellationToken cancellationToken) =>
        wait.For(interval < TimeSpan.Zero || interval > left ? left : interval, cancellationToken);

    private Action<string, object[]> Fail(string? message) => (format, args) =>
        _assertions.Fail(message is null ? format : format + " {1}", [.. args, message ?? ""]);

    private async ValueTask AwaitPass(
        Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, Wait wait, CancellationToken cancellationToken)
    {
        var stop = Now + RemainingOrDilated(duration);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion().ConfigureAwait(wait == Wait.Async);
                return;
            }
            catch (Exception) when (Now < stop)
            {
                // Asked again below; the last failure leaves through the filter.
            }

            await Pause(stop - Now, interval ?? DefaultInterval, wait, cancellationToken).ConfigureAwait(wait == Wait.Async);
        }
    }
}
