using System.Collections;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Looking for one message among others, which are thrown away.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes messages until one fits, which is returned.</summary>
    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish<object>(isMessage, null, max, hint, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish<object>(isMessage, null, max, hint, Wait.Async, cancellationToken);

    /// <summary>Takes messages until one of type <typeparamref name="T"/> fits, which is returned.</summary>
    public T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(isMessage, null, max, hint, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Fish(isMessage, null, max, hint, Wait.Async, cancellationToken);

    /// <summary>As above; the messages thrown away are added to <paramref name="allMessages"/>.</summary>
    public T FishForMessage<T>(
        Predicate<T> isMessage,
        ArrayList? allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        Fish(isMessage, allMessages, max, hint, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage,
        ArrayList? allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        Fish(isMessage, allMessages, max, hint, Wait.Async, cancellationToken);

    /// <summary>Takes messages until one of type <typeparamref name="T"/> comes.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await Fish<T>(static _ => true, null, max, "", Wait.Async, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Takes messages until none comes for <paramref name="max"/>; returns them. Fails the test when there are more than
    /// <paramref name="maxMessages"/>.
    /// </summary>
    public async Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var silence = RemainingOrDilated(max);
        var received = new ArrayList();
        while (await Next(silence, Wait.Async, cancellationToken).ConfigureAwait(false) is { } envelope)
        {
            received.Add(envelope.Message);
            if (maxMessages is { } limit && received.Count > limit)
                throw Failure($"More than {limit} messages came before {silence} of silence.");
        }

        return received;
    }

    private async ValueTask<T> Fish<T>(
        Predicate<T> isMessage, ArrayList? others, TimeSpan? max, string hint, Wait wait, CancellationToken cancellationToken)
    {
        var timeout = RemainingOrDilated(max);
        var stop = Now + timeout;
        while (true)
        {
            var envelope = await Next(NotNegative(stop - Now), wait, cancellationToken).ConfigureAwait(false);
            if (envelope is null)
                throw Failure($"No [{typeof(T)}] that fits came in {timeout}{Suffix(hint)}.");
            if (envelope.Message is T message && isMessage(message))
                return message;
            others?.Add(envelope.Message);
        }
    }
}
