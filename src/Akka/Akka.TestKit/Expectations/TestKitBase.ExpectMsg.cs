using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Expectations of one message. Each takes the next message and fails the test when it is another one or none comes.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is of type <typeparamref name="T"/>.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, null, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, null, Wait.Async, cancellationToken);

    /// <summary>The next message equals <paramref name="message"/>.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, _) => _assertions.AssertEqual(message, actual, Hinted(hint)),
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => _assertions.AssertEqual(message, actual, Hinted(hint)), Wait.Async, cancellationToken);

    /// <summary>The next message is of type <typeparamref name="T"/> and fits.</summary>
    public T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => AssertFits(isMessage(actual), actual, hint), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => AssertFits(isMessage(actual), actual, hint), Wait.Async, cancellationToken);

    /// <summary>The next message is of type <typeparamref name="T"/> and passes.</summary>
    public T ExpectMsg<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => assert(actual), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, hint, (actual, _) => assert(actual), Wait.Async, cancellationToken);

    /// <summary>The next message and its sender fit.</summary>
    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, sender) => AssertFits(isMessageAndSender(actual, sender), actual, hint),
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, sender) => AssertFits(isMessageAndSender(actual, sender), actual, hint),
            Wait.Async,
            cancellationToken);

    /// <summary>The next message and its sender pass.</summary>
    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect(timeout, hint, assertMessageAndSender, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect(timeout, hint, assertMessageAndSender, Wait.Async, cancellationToken);

    /// <summary>The next message equals <paramref name="expected"/> in the eyes of <paramref name="comparer"/>.</summary>
    public T ExpectMsg<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, _) => _assertions.AssertEqual(expected, actual, comparer, Hinted(hint)),
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(
            timeout,
            hint,
            (actual, _) => _assertions.AssertEqual(expected, actual, comparer, Hinted(hint)),
            Wait.Async,
            cancellationToken);

    /// <summary>The next message says that <paramref name="target"/>, which is watched, has stopped.</summary>
    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<Terminated>(
            timeout,
            hint,
            (actual, _) => _assertions.AssertEqual(target, actual.ActorRef, Hinted(hint)),
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<Terminated>(
            timeout, hint, (actual, _) => _assertions.AssertEqual(target, actual.ActorRef, Hinted(hint)), Wait.Async, cancellationToken);

    private static string Hinted(string? hint) => string.IsNullOrEmpty(hint) ? "" : hint.Replace("{", "{{").Replace("}", "}}");

    private async ValueTask<T> Expect<T>(
        TimeSpan? timeout, string? hint, Action<T, IActorRef>? check, Wait wait, CancellationToken cancellationToken)
    {
        var max = RemainingOrDilated(timeout);
        var envelope = await Next(max, wait, cancellationToken).ConfigureAwait(false);
        if (envelope is null)
            throw Failure($"No message came in {max} where a [{typeof(T)}] was expected{Suffix(hint)}.");
        if (envelope.Message is not T message)
        {
            throw Failure(
                $"A [{typeof(T)}] was expected{Suffix(hint)}, but a [{envelope.Message.GetType()}] came: "
                + $"<{envelope.Message}> from {envelope.Sender}.");
        }

        check?.Invoke(message, envelope.Sender);
        return message;
    }

    private void AssertFits<T>(bool fits, T actual, string? hint) =>
        _assertions.AssertTrue(fits, "{0}", $"A [{typeof(T)}] came that does not fit{Suffix(hint)}: <{actual}>.");

    private static string Suffix(string? hint) => string.IsNullOrEmpty(hint) ? "" : $" ({hint})";
}
