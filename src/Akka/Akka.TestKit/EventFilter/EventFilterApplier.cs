using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Runs code under filters and counts. Used by one test at a time.</summary>
internal sealed partial class EventFilterApplier
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly EventFilterBase[] _filters;

    public EventFilterApplier(TestKitBase testkit, ActorSystem system, EventFilterBase[] filters)
    {
        _testkit = testkit;
        _system = system;
        _filters = filters;
    }

    private void Run(int? expected, TimeSpan? timeout, Action action, CancellationToken cancellationToken) =>
        Run(
            expected,
            timeout,
            () =>
            {
                action();
                return true;
            },
            cancellationToken);

    private T Run<T>(int? expected, TimeSpan? timeout, Func<T> func, CancellationToken cancellationToken) =>
        Run(expected, timeout, () => Task.FromResult(func()), Wait.Blocking, cancellationToken).Result();

    private Task RunAsync(int? expected, TimeSpan? timeout, Func<Task> action, CancellationToken cancellationToken) =>
        RunAsync(
            expected,
            timeout,
            async () =>
            {
                await action();
                return true;
            },
            cancellationToken);

    private Task<T> RunAsync<T>(int? expected, TimeSpan? timeout, Func<Task<T>> func, CancellationToken cancellationToken) =>
        Run(expected, timeout, func, Wait.Async, cancellationToken).AsTask();

    private async ValueTask<T> Run<T>(
        int? expected, TimeSpan? timeout, Func<Task<T>> func, Wait wait, CancellationToken cancellationToken)
    {
        var counter = new Counter();
        foreach (var filter in _filters)
            filter.EventMatched += counter.Count;
        using var muting = new Muting(_system, _filters);
        try
        {
            var result = await func().ConfigureAwait(wait == Wait.Async);
            if (expected is { } count)
                await Check(count, timeout, counter, wait, cancellationToken).ConfigureAwait(wait == Wait.Async);
            return result;
        }
        finally
        {
            foreach (var filter in _filters)
                filter.EventMatched -= counter.Count;
        }
    }

    private async ValueTask Check(int expected, TimeSpan? timeout, Counter counter, Wait wait, CancellationToken cancellationToken)
    {
        var leeway = timeout is { } given ? _testkit.Dilated(given) : _testkit.Dilated(_testkit.TestKitSettings.TestEventFilterLeeway);
        var stop = TestKitBase.Now + leeway;
        var enough = Math.Max(1, expected);
        while (counter.Matched < enough && TestKitBase.Now < stop)
            await wait.For(TimeSpan.FromMilliseconds(10), cancellationToken).ConfigureAwait(wait == Wait.Async);

        if (counter.Matched > 0)
            await AwaitFlush(wait, cancellationToken).ConfigureAwait(wait == Wait.Async);
        var matched = counter.Matched;
        if (matched == expected)
            return;
        var filters = string.Join(" or ", _filters.Select(filter => filter.ToString()));
        _testkit.TestAssertions.Fail("{0}", $"{expected} log entries were expected, {matched} came in {leeway}, of: {filters}.");
    }

    /// <summary>Lets entries that are on their way be counted too. There is a listener, for it has counted some.</summary>
    private async ValueTask AwaitFlush(Wait wait, CancellationToken cancellationToken)
    {
        var flush = new Flush();
        _system.EventStream.Publish(flush);
        while (!flush.Done.Task.IsCompleted && !_system.WhenTerminated.IsCompleted)
            await wait.For(TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(wait == Wait.Async);
    }

    private sealed class Counter
    {
        private int _matched;

        public int Matched => Volatile.Read(ref _matched);

        public void Count(EventFilterBase filter, LogEvent logEvent) => Interlocked.Increment(ref _matched);
    }

    private sealed class Muting : IUnmutableFilter
    {
        private readonly ActorSystem _system;
        private readonly EventFilterBase[] _filters;

        public Muting(ActorSystem system, EventFilterBase[] filters)
        {
            _system = system;
            _filters = filters;
            system.EventStream.Publish(new Mute(filters));
        }

        public void Unmute() => _system.EventStream.Publish(new Unmute(_filters));

        public void Dispose() => Unmute();
    }
}
