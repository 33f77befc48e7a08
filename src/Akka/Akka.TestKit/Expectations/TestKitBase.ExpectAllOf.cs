using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Expectations of several messages in any order.</content>
public abstract partial class TestKitBase
{
    /// <summary>The next message is one of <paramref name="messages"/>.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOf(messages, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOf(messages, Wait.Async, cancellationToken);

    /// <summary>The next messages are <paramref name="messages"/>, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        AllOf(RemainingOrDefault, messages, Wait.Blocking, default).Result();

    /// <summary>As above.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(RemainingOrDefault, messages, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Stream(() => AllOf(RemainingOrDefault, messages, Wait.Async, cancellationToken));

    /// <summary>As above, all of them within <paramref name="max"/>.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        AllOf(RemainingOrDilated(max), messages, Wait.Blocking, default).Result();

    /// <summary>As above.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(RemainingOrDilated(max), messages, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Stream(() => AllOf(RemainingOrDilated(max), messages, Wait.Async, cancellationToken));

    /// <summary>Each of the next messages fits another one of <paramref name="predicates"/>.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        AllMatching(RemainingOrDefault, predicates, Wait.Blocking, default).Result();

    /// <summary>As above.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        AllMatching(RemainingOrDefault, predicates, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        Stream(() => AllMatching(RemainingOrDefault, predicates, Wait.Async, cancellationToken));

    /// <summary>As above, all of them within <paramref name="max"/>.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        AllMatching(RemainingOrDilated(max), predicates, Wait.Blocking, default).Result();

    /// <summary>As above.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        AllMatching(RemainingOrDilated(max), predicates, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        Stream(() => AllMatching(RemainingOrDilated(max), predicates, Wait.Async, cancellationToken));

    private async ValueTask<T> AnyOf<T>(IEnumerable<T> messages, Wait wait, CancellationToken cancellationToken)
    {
        var expected = messages.ToArray();
        var max = RemainingOrDefault;
        var envelope = await Next(max, wait, cancellationToken).ConfigureAwait(false);
        if (envelope is null)
            throw Failure($"No message came in {max} where one of [{string.Join(", ", expected)}] was expected.");
        return envelope.Message is T message && expected.Contains(message)
            ? message
            : throw Failure($"One of [{string.Join(", ", expected)}] was expected, but another one came: {envelope}.");
    }

    private async ValueTask<List<T>> AllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, Wait wait, CancellationToken cancellationToken)
    {
        var received = await Several(messages.Count, max, wait, cancellationToken).ConfigureAwait(false);
        var missing = messages.ToList();
        var unexpected = received.Where(message => message is not T typed || !missing.Remove(typed)).ToList();
        if (missing.Count > 0 || unexpected.Count > 0)
            throw Failure($"Not found: [{string.Join(", ", missing)}]; not expected: [{string.Join(", ", unexpected)}].");
        return received.ConvertAll(static message => (T)message);
    }

    private async ValueTask<List<object>> AllMatching(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, Wait wait, CancellationToken cancellationToken)
    {
        var received = await Several(predicates.Count, max, wait, cancellationToken).ConfigureAwait(false);
        var open = predicates.ToList();
        var unexpected = new List<object>();
        foreach (var message in received)
        {
            var match = open.FindIndex(predicate => predicate.Matches(message));
            if (match < 0)
                unexpected.Add(message);
            else
                open.RemoveAt(match);
        }

        if (unexpected.Count > 0)
            throw Failure($"{open.Count} conditions met no message; not expected: [{string.Join(", ", unexpected)}].");
        return received;
    }
}
