using Akka.Streams.Internal;

namespace Akka.Streams.Dsl;

/// <summary>The operators of flows; see <see cref="SourceOperations"/>.</summary>
public static class FlowOperations
{
    public static Flow<TIn, TOut2, TMat> Select<TIn, TOut, TOut2, TMat>(this Flow<TIn, TOut, TMat> flow, Func<TOut, TOut2> mapper) =>
        flow.Then(before => Stages.Select(before, mapper));

    public static Flow<TIn, TOut2, TMat> SelectMany<TIn, TOut, TOut2, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, IEnumerable<TOut2>> mapConcater) =>
        flow.Then(before => Stages.SelectMany(before, mapConcater));

    public static Flow<TIn, TOut2, TMat> SelectAsync<TIn, TOut, TOut2, TMat>(
        this Flow<TIn, TOut, TMat> flow, int parallelism, Func<TOut, Task<TOut2>> asyncMapper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return flow.Then(before => SelectAsyncStage.Run(before, parallelism, asyncMapper));
    }

    public static Flow<TIn, TOut, TMat> Where<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.Where(before, predicate));

    public static Flow<TIn, TOut, TMat> WhereNot<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.Where(before, element => !predicate(element)));

    public static Flow<TIn, TOut, TMat> Take<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, long n) =>
        flow.Then(before => Stages.Take(before, n));

    public static Flow<TIn, TOut, TMat> TakeWhile<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate, bool inclusive = false) =>
        flow.Then(before => Stages.TakeWhile(before, predicate, inclusive));

    public static Flow<TIn, TOut, TMat> Skip<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, long n) => flow.Then(before =>
    {
        var left = n;
        return Stages.SkipWhile(before, _ => left-- > 0);
    });

    public static Flow<TIn, TOut, TMat> SkipWhile<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Then(before => Stages.SkipWhile(before, predicate));

    public static Flow<TIn, TOut2, TMat> Scan<TIn, TOut, TOut2, TMat>(
        this Flow<TIn, TOut, TMat> flow, TOut2 zero, Func<TOut2, TOut, TOut2> scan) =>
        flow.Then(before => Stages.Scan(before, zero, scan));

    public static Flow<TIn, IEnumerable<TOut>, TMat> Grouped<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return flow.Then(before => Stages.Grouped(before, n));
    }

    public static Flow<TIn, TOut2, TMat> Via<TIn, TOut, TOut2, TMat, TMat2>(
        this Flow<TIn, TOut, TMat> flow, IGraph<FlowShape<TOut, TOut2>, TMat2> other) => flow.ViaMaterialized(other, Keep.Left);

    public static Flow<TIn, TOut2, TMat3> ViaMaterialized<TIn, TOut, TOut2, TMat, TMat2, TMat3>(
        this Flow<TIn, TOut, TMat> flow, IGraph<FlowShape<TOut, TOut2>, TMat2> other, Func<TMat, TMat2, TMat3> combine)
    {
        var after = Graphs.Flow(other);
        return new Flow<TIn, TOut2, TMat3>(run =>
        {
            var (first, left) = flow.Open(run);
            var (second, right) = after.Open(run);
            return (elements => second(first(elements)), combine(left, right));
        });
    }
}
