using System.Collections.Immutable;
using Akka.Streams.Internal;
using Akka.Util;

namespace Akka.Streams.Dsl;

/// <summary>A blueprint of a stream from its source on. Immutable and thread-safe; every run starts anew.</summary>
public sealed class Source<TOut, TMat> : IGraph<SourceShape<TOut>, TMat>
{
    private readonly Func<StreamRun, (IAsyncEnumerable<TOut> Elements, TMat Value)> _open;

    internal Source(Func<StreamRun, (IAsyncEnumerable<TOut>, TMat)> open) => _open = open;

    /// <summary>Passes through <paramref name="flow"/> and keeps this materialized value.</summary>
    public Source<TOut2, TMat> Via<TOut2, TMat2>(IGraph<FlowShape<TOut, TOut2>, TMat2> flow) => ViaMaterialized(flow, Keep.Left);

    /// <summary>Passes through <paramref name="flow"/>.</summary>
    public Source<TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(
        IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var after = Graphs.Flow(flow);
        return new Source<TOut2, TMat3>(run =>
        {
            var (elements, left) = _open(run);
            var (stage, right) = after.Open(run);
            return (stage(elements), combine(left, right));
        });
    }

    /// <summary>Ends in <paramref name="sink"/> and keeps this materialized value.</summary>
    public IRunnableGraph<TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => ToMaterialized(sink, Keep.Left);

    /// <summary>Ends in <paramref name="sink"/>.</summary>
    public IRunnableGraph<TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine)
    {
        var end = Graphs.Sink(sink);
        return new RunnableGraph<TMat3>(run =>
        {
            var (elements, left) = _open(run);
            return combine(left, end.Start(run, elements));
        });
    }

    /// <summary>Runs into <paramref name="sink"/> and returns its materialized value.</summary>
    public TMat2 RunWith<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        ToMaterialized(sink, Keep.Right).Run(materializer);

    /// <summary>Runs and calls <paramref name="action"/> for each element; completes, or fails, with the stream.</summary>
    public Task RunForeach(Action<TOut> action, IMaterializer materializer) => RunWith(Sink.ForEach(action), materializer);

    /// <summary>Runs and folds the elements.</summary>
    public Task<TOut2> RunAggregate<TOut2>(TOut2 zero, Func<TOut2, TOut, TOut2> aggregate, IMaterializer materializer) =>
        RunWith(Sink.Aggregate(zero, aggregate), materializer);

    /// <summary>Changes the materialized value.</summary>
    public Source<TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) => new(run =>
    {
        var (elements, value) = _open(run);
        return (elements, mapFunc(value));
    });

    internal (IAsyncEnumerable<TOut> Elements, TMat Value) Open(StreamRun run) => _open(run);

    /// <summary>Adds an operator.</summary>
    internal Source<TOut2, TMat> Then<TOut2>(Func<IAsyncEnumerable<TOut>, IAsyncEnumerable<TOut2>> stage) => new(run =>
    {
        var (elements, value) = _open(run);
        return (stage(elements), value);
    });
}

/// <summary>Makes sources.</summary>
public static class Source
{
    /// <summary>The elements of <paramref name="enumerable"/>, enumerated anew by every run.</summary>
    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable)
    {
        ArgumentNullException.ThrowIfNull(enumerable);
        return Of(Sources.From(enumerable));
    }

    public static Source<T, NotUsed> Single<T>(T element) => From(ImmutableArray.Create(element));

    public static Source<T, NotUsed> Empty<T>() => From(ImmutableArray<T>.Empty);

    /// <summary>Fails at once.</summary>
    public static Source<T, NotUsed> Failed<T>(Exception cause) => FromTask(Task.FromException<T>(cause));

    /// <summary>The same element without end.</summary>
    public static Source<T, NotUsed> Repeat<T>(T element) => From(Sources.Forever(element));

    /// <summary>The result of <paramref name="task"/>, or its failure.</summary>
    public static Source<T, NotUsed> FromTask<T>(Task<T> task) => Of(Sources.FromTask(task));

    /// <summary>Each element is made from the state that the one before has left; none ends the stream.</summary>
    public static Source<TElem, NotUsed> UnfoldAsync<TState, TElem>(
        TState state, Func<TState, Task<Option<(TState, TElem)>>> unfoldAsync) =>
        Of(Sources.UnfoldAsync<TState, TElem>(state, async (last, _) => await unfoldAsync(last).ConfigureAwait(false)));

    internal static Source<T, NotUsed> Of<T>(IAsyncEnumerable<T> elements) => new(_ => (elements, NotUsed.Instance));
}
