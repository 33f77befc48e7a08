using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <content>The calls.</content>
internal sealed partial class EventFilterApplier : IEventFilterApplier
{
    public EventFilterFactory And => new(_testkit, _system, _filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Run(1, null, action, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        RunAsync(1, null, actionAsync, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Run(1, timeout, action, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        RunAsync(1, timeout, action, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Run(expectedCount, null, action, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        RunAsync(expectedCount, null, actionAsync, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        RunAsync(expectedCount, timeout, actionAsync, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Run(expectedCount, timeout, action, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        RunAsync(expectedCount, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Run(1, null, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(1, null, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(1, timeout, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(1, timeout, func, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(expectedCount, null, func, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(expectedCount, null, func, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(expectedCount, timeout, func, cancellationToken);

    public Task<T> ExpectAsync<T>(
        int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(expectedCount, timeout, func, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Run(null, null, func, cancellationToken);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        RunAsync(null, null, func, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Run(null, null, action, cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        RunAsync(null, null, action, cancellationToken);

    public IUnmutableFilter Mute() => new Muting(_system, _filters);
}
