using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Taking messages as long as they fit.</content>
public abstract partial class TestKitBase
{
    /// <summary>
    /// Takes messages until <paramref name="filter"/> returns <c>null</c> (that message stays), time is up or there are enough.
    /// </summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => ReceiveWhile(filter, max, null, msgs, cancellationToken);

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    /// <summary>As above; also ends when no message comes for <paramref name="idle"/>.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class => ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    /// <summary>As above.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T?> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default)
        where T : class => While(Select(filter), max, idle, msgs, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T?> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default)
        where T : class => Stream(() => While(Select(filter), max, idle, msgs, Wait.Async, cancellationToken));

    /// <summary>
    /// Takes messages of type <typeparamref name="T"/> until <paramref name="shouldContinue"/> is false for one (which stays). Messages
    /// of other types are thrown away, or end it (and stay) if they are not to be ignored.
    /// </summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default)
        where T : class => While(
            Select(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default)
        where T : class =>
        Stream(() => While(Select(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, Wait.Async, cancellationToken));

    private static Func<object, (bool Continue, T? Result)> Select<T>(Func<object, T?> filter)
        where T : class => message => filter(message) is { } result ? (true, result) : (false, null);

    private static Func<object, (bool Continue, T? Result)> Select<T>(Predicate<T> shouldContinue, bool ignoreOthers)
        where T : class => message => message is not T typed ? (
            ignoreOthers, null) : shouldContinue(typed) ? (true, typed) : (false, null);

    private async ValueTask<List<T>> While<T>(
        Func<object, (
            bool Continue, T? Result)> select, TimeSpan? max, TimeSpan? idle, int msgs, Wait wait, CancellationToken cancellationToken)
        where T : class
    {
        var stop = Now + RemainingOrDilated(max);
        var idleMax = idle is { } given && given >= TimeSpan.Zero ? Dilated(given) : TimeSpan.MaxValue;
        var results = new List<T>();
        var last = _state.LastMessage;
        while (results.Count < msgs)
        {
            var left = NotNegative(stop - Now);
            var envelope = await Peek(left < idleMax ? left : idleMax, wait, cancellationToken).ConfigureAwait(false);
            if (envelope is null)
                break;
            var (goOn, result) = select(envelope.Message);
            if (!goOn)
                break;
            last = await Next(TimeSpan.Zero, wait, cancellationToken).ConfigureAwait(false) ?? last;
            if (result is not null)
                results.Add(result);
        }

        _state.LastMessage = last;
        _state.LastWasNoMsg = true;
        return results;
    }
}
