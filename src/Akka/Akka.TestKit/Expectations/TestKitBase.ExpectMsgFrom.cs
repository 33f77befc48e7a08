using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Expectations of one message from a certain sender.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is a <typeparamref name="T"/> of <paramref name="sender"/>.</summary>
    public T ExpectMsgFrom<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, (_, actual) => AssertSender(sender, actual, hint), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, hint, (_, actual) => AssertSender(sender, actual, hint), Wait.Async, cancellationToken);

    /// <summary>The next message, of <paramref name="sender"/>, equals <paramref name="message"/>.</summary>
    public T ExpectMsgFrom<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertSender(sender, s, hint),
            m => _assertions.AssertEqual(message, m, Hinted(hint)),
            timeout,
            hint,
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertSender(sender, s, hint),
            m => _assertions.AssertEqual(message, m, Hinted(hint)),
            timeout,
            hint,
            Wait.Async,
            cancellationToken);

    /// <summary>The next message, of <paramref name="sender"/>, fits.</summary>
    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertSender(sender, s, hint),
            m => AssertFits(isMessage(m), m, hint),
            timeout,
            hint,
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertSender(sender, s, hint), m => AssertFits(isMessage(m), m, hint), timeout, hint, Wait.Async, cancellationToken);

    /// <summary>The next message and its sender fit.</summary>
    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertFits(isSender(s), s, hint),
            m => AssertFits(isMessage(m), m, hint),
            timeout,
            hint,
            Wait.Blocking,
            cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom<T>(
            s => AssertFits(isSender(s), s, hint), m => AssertFits(isMessage(m), m, hint), timeout, hint, Wait.Async, cancellationToken);

    /// <summary>The next message, of <paramref name="sender"/>, passes.</summary>
    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom(s => AssertSender(sender, s, hint), assertMessage, timeout, hint, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom(s => AssertSender(sender, s, hint), assertMessage, timeout, hint, Wait.Async, cancellationToken);

    /// <summary>The next message and its sender pass.</summary>
    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom(assertSender, assertMessage, timeout, hint, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectFrom(assertSender, assertMessage, timeout, hint, Wait.Async, cancellationToken);

    private ValueTask<T> ExpectFrom<T>(
        Action<IActorRef> checkSender,
        Action<T> checkMessage,
        TimeSpan? timeout,
        string? hint,
        Wait wait,
        CancellationToken cancellationToken) =>
        Expect<T>(
            timeout,
            hint,
            (message, sender) =>
            {
                checkSender(sender);
                checkMessage(message);
            },
            wait,
            cancellationToken);

    private void AssertSender(IActorRef expected, IActorRef actual, string? hint) =>
        _assertions.AssertEqual(expected, actual, "{0}", $"The sender is another one{Suffix(hint)}.");
}
