using Akka.Streams.Internal;

namespace Akka.Streams.Dsl;

/// <summary>The operators of sources. None buffers; what a function throws fails the stream.</summary>
public static class SourceOperations
{
    /// <summary>Each element, changed.</summary>
    public static Source<TOut2, TMat> Select<TOut, TOut2, TMat>(this Source<TOut, TMat> flow, Func<TOut, TOut2> mapper) =>
        flow.Then(before => Stages.Select(before, mapper));

    /// <summary>None, one or several elements for each.</summary>
    public static Source<TOut2, TMat> SelectMany<TOut, TOut2, TMat>(
        this Source<TOut, TMat> flow, Func<TOut, IEnumerable<TOut2>> mapConcater) =>
        flow.Then(before => Stages.SelectMany(before, mapConcater));

    /// <summary>Up to <paramref name="parallelism"/> calls at a time; results in the order of the elements.</summary>
    public static Source<TOut2, TMat> SelectAsync<TOut, TOut2, TMat>(
        this Source<TOut, TMat> flow, int parallelism, Func<TOut, Task<TOut2>> asyncMapper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return flow.Then(before => SelectAsyncStage.Run(before, parallelism, asyncMapper));
    }

    /// <summary>Elements that match.</summary>
    public static Source<TOut, TMat> Where<TOut, TMat>(this Source<TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.Where(before, predicate));

    /// <summary>Elements that do not match.</summary>
    public static Source<TOut, TMat> WhereNot<TOut, TMat>(this Source<TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.Where(before, element => !predicate(element)));

    /// <summary>The first <paramref name="n"/>; the stream completes with the last of them.</summary>
    public static Source<TOut, TMat> Take<TOut, TMat>(this Source<TOut, TMat> flow, long n) => flow.Then(before => Stages.Take(before, n));

    /// <summary>Elements up to the first that does not match, which is the last one when <paramref name="inclusive"/>.</summary>
    public static Source<TOut, TMat> TakeWhile<TOut, TMat>(
        this Source<TOut, TMat> flow, Predicate<TOut> predicate, bool inclusive = false) =>
        flow.Then(before => Stages.TakeWhile(before, predicate, inclusive));

    /// <summary>Without the first <paramref name="n"/>.</summary>
    public static Source<TOut, TMat> Skip<TOut, TMat>(this Source<TOut, TMat> flow, long n) => flow.Then(before =>
    {
        var left = n;
        return Stages.SkipWhile(before, _ => left-- > 0);
    });

    /// <summary>From the first that does not match.</summary>
    public static Source<TOut, TMat> SkipWhile<TOut, TMat>(this Source<TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.SkipWhile(before, predicate));

    /// <summary>The states of a fold, the first one included.</summary>
    public static Source<TOut2, TMat> Scan<TOut, TOut2, TMat>(
        this Source<TOut, TMat> flow, TOut2 zero, Func<TOut2, TOut, TOut2> scan) => flow.Then(before => Stages.Scan(before, zero, scan));

    /// <summary>Groups of <paramref name="n"/>; the last one may be smaller.</summary>
    public static Source<IEnumerable<TOut>, TMat> Grouped<TOut, TMat>(this Source<TOut, TMat> flow, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return flow.Then(before => Stages.Grouped(before, n));
    }

    /// <summary>All of this source, then all of the other one.</summary>
    public static Source<TOut, TMat> Concat<TOut, TMat, TMat2>(this Source<TOut, TMat> flow, IGraph<SourceShape<TOut>, TMat2> other)
    {
        var second = Graphs.Source(other);
        return new Source<TOut, TMat>(run =>
        {
            var (elements, value) = flow.Open(run);
            return (Stages.Concat(elements, second.Open(run).Elements), value);
        });
    }
}
