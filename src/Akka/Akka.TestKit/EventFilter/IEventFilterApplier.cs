namespace Akka.TestKit;

/// <summary>
/// Runs code and compares how many entries passed a filter with how many were expected. It waits up to <c>akka.test.filter-leeway</c>
/// for the entries, or for the given timeout; with 0 expected it waits that long for none to come. The entries are kept out of the
/// printed log.
/// </summary>
public interface IEventFilterApplier
{
    /// <summary>A further filter; an entry counts when it passes one of them.</summary>
    EventFilterFactory And { get; }

    /// <summary>The code leads to exactly one entry.</summary>
    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly one entry.</summary>
    Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>The code leads to exactly <paramref name="expectedCount"/> entries.</summary>
    Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Keeps the entries out of the log while the code runs, however many there are.</summary>
    T Mute<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Keeps the entries out of the log while the code runs, however many there are.</summary>
    Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default);

    /// <summary>Keeps the entries out of the log while the code runs, however many there are.</summary>
    void Mute(Action action, CancellationToken cancellationToken = default);

    /// <summary>Keeps the entries out of the log while the code runs, however many there are.</summary>
    Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Keeps the entries out of the log until the result is disposed of.</summary>
    IUnmutableFilter Mute();
}
