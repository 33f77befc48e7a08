using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Taking messages.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message, or <c>null</c> after <paramref name="max"/>; a negative one waits for ever.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Next(max, Wait.Blocking, cancellationToken).Result()?.Message!;

    /// <summary>As above.</summary>
    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Next(max, Wait.Async, cancellationToken).ConfigureAwait(false))?.Message!;

    /// <summary>Takes the next message; false after <paramref name="max"/>.</summary>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var next = Next(max, Wait.Blocking, cancellationToken).Result();
        envelope = next ?? NullMessageEnvelope.Instance;
        return next is not null;
    }

    /// <summary>As above.</summary>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var next = await Next(max, Wait.Async, cancellationToken).ConfigureAwait(false);
        return (next is not null, next ?? NullMessageEnvelope.Instance);
    }

    /// <summary>The next message, which stays; <c>null</c> after <paramref name="max"/>.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Peek(max, Wait.Blocking, cancellationToken).Result()?.Message!;

    /// <summary>As above.</summary>
    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Peek(max, Wait.Async, cancellationToken).ConfigureAwait(false))?.Message!;

    /// <summary>The next message, which stays; waits for ever.</summary>
    public object PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>As above.</summary>
    public ValueTask<object> PeekOneAsync(
        CancellationToken cancellationToken) => PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Looks at the next message; false after <paramref name="max"/>.</summary>
    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var next = Peek(max, Wait.Blocking, cancellationToken).Result();
        envelope = next ?? NullMessageEnvelope.Instance;
        return next is not null;
    }

    /// <summary>As above.</summary>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken)
    {
        var next = await Peek(max, Wait.Async, cancellationToken).ConfigureAwait(false);
        return (next is not null, next ?? NullMessageEnvelope.Instance);
    }

    /// <summary>The next <paramref name="numberOfMessages"/> messages; fails the test when they do not come.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Several(numberOfMessages, RemainingOrDefault, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Stream(() => Several(numberOfMessages, RemainingOrDefault, Wait.Async, cancellationToken));

    /// <summary>As above, all of them within <paramref name="max"/>.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Several(numberOfMessages, RemainingOrDilated(max), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Stream(() => Several(numberOfMessages, RemainingOrDilated(max), Wait.Async, cancellationToken));

    /// <summary>Takes the next message and remembers it as the last one.</summary>
    private async ValueTask<MessageEnvelope?> Next(TimeSpan? max, Wait wait, CancellationToken cancellationToken)
    {
        var envelope = await _state.Queue.Take(QueueTimeout(max), wait, remove: true, cancellationToken).ConfigureAwait(false);
        _state.LastWasNoMsg = false;
        _state.LastMessage = envelope ?? NullMessageEnvelope.Instance;
        return envelope;
    }

    private ValueTask<MessageEnvelope?> Peek(TimeSpan? max, Wait wait, CancellationToken cancellationToken) =>
        _state.Queue.Take(QueueTimeout(max), wait, remove: false, cancellationToken);

    private TimeSpan QueueTimeout(TimeSpan? max)
    {
        if (max is { } given && given < TimeSpan.Zero)
            return Timeout.InfiniteTimeSpan;
        var timeout = max ?? RemainingOrDefault;
        return timeout.TotalMilliseconds >= int.MaxValue ? Timeout.InfiniteTimeSpan : timeout;
    }

    private async ValueTask<List<object>> Several(int count, TimeSpan max, Wait wait, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        var received = new List<object>();
        while (received.Count < count)
        {
            var envelope = await Next(NotNegative(stop - Now), wait, cancellationToken).ConfigureAwait(false);
            if (envelope is null)
                throw Failure($"Only {received.Count} of {count} messages came in {max}: [{string.Join(", ", received)}].");
            received.Add(envelope.Message);
        }

        return received;
    }

    private static async IAsyncEnumerable<T> Stream<T>(Func<ValueTask<List<T>>> receive)
    {
        foreach (var message in await receive().ConfigureAwait(false))
            yield return message;
    }
}
