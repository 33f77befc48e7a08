using System.Runtime.CompilerServices;

namespace Akka.Streams.Internal;

/// <summary>
/// The operators. Each pulls an element only when it is pulled itself; disposing of the enumerator cancels what is before it.
/// </summary>
internal static class Stages
{
    public static async IAsyncEnumerable<TOut> Select<TIn, TOut>(
        IAsyncEnumerable<TIn> before, Func<TIn, TOut> map, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
            yield return map(element);
    }

    public static async IAsyncEnumerable<TOut> SelectMany<TIn, TOut>(
        IAsyncEnumerable<TIn> before, Func<TIn, IEnumerable<TOut>> map, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            foreach (var one in map(element))
                yield return one;
        }
    }

    public static async IAsyncEnumerable<T> Where<T>(
        IAsyncEnumerable<T> before, Predicate<T> predicate, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            if (predicate(element))
                yield return element;
        }
    }

    /// <summary>Ends with the last element, without asking for one more.</summary>
    public static async IAsyncEnumerable<T> Take<T>(
        IAsyncEnumerable<T> before, long count, [EnumeratorCancellation] CancellationToken token = default)
    {
        if (count <= 0)
            yield break;
        var left = count;
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            yield return element;
            if (--left == 0)
                yield break;
        }
    }

    public static async IAsyncEnumerable<T> TakeWhile<T>(
        IAsyncEnumerable<T> before, Predicate<T> predicate, bool inclusive, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            var goesOn = predicate(element);
            if (goesOn || inclusive)
                yield return element;
            if (!goesOn)
                yield break;
        }
    }

    public static async IAsyncEnumerable<T> SkipWhile<T>(
        IAsyncEnumerable<T> before, Predicate<T> predicate, [EnumeratorCancellation] CancellationToken token = default)
    {
        var skipping = true;
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            skipping = skipping && predicate(element);
            if (!skipping)
                yield return element;
        }
    }

    public static async IAsyncEnumerable<TOut> Scan<TIn, TOut>(
        IAsyncEnumerable<TIn> before, TOut zero, Func<TOut, TIn, TOut> scan, [EnumeratorCancellation] CancellationToken token = default)
    {
        var state = zero;
        yield return state;
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
            yield return state = scan(state, element);
    }

    public static async IAsyncEnumerable<IEnumerable<T>> Grouped<T>(
        IAsyncEnumerable<T> before, int count, [EnumeratorCancellation] CancellationToken token = default)
    {
        var group = new List<T>(count);
        await foreach (var element in before.WithCancellation(token).ConfigureAwait(false))
        {
            group.Add(element);
            if (group.Count < count)
                continue;
            yield return group;
            group = new List<T>(count);
        }

        if (group.Count > 0)
            yield return group;
    }

    public static async IAsyncEnumerable<T> Concat<T>(
        IAsyncEnumerable<T> first, IAsyncEnumerable<T> second, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var element in first.WithCancellation(token).ConfigureAwait(false))
            yield return element;
        await foreach (var element in second.WithCancellation(token).ConfigureAwait(false))
            yield return element;
    }
}
