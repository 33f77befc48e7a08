using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams.Internal;

namespace Akka.Streams.Dsl;

/// <summary>The end of a stream. Immutable and thread-safe.</summary>
public sealed class Sink<TIn, TMat> : IGraph<SinkShape<TIn>, TMat>
{
    private readonly Func<StreamRun, IAsyncEnumerable<TIn>, TMat> _start;

    internal Sink(Func<StreamRun, IAsyncEnumerable<TIn>, TMat> start) => _start = start;

    /// <summary>Changes the materialized value.</summary>
    public Sink<TIn, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> fn) => new((run, elements) => fn(_start(run, elements)));

    internal TMat Start(StreamRun run, IAsyncEnumerable<TIn> elements) => _start(run, elements);
}

/// <summary>Makes sinks. Their tasks complete, or fail, with the stream.</summary>
public static class Sink
{
    /// <summary>Calls <paramref name="action"/> for each element.</summary>
    public static Sink<TIn, Task<Done>> ForEach<TIn>(Action<TIn> action) => Fold<TIn, Done>(Done.Instance, (done, element) =>
    {
        action(element);
        return done;
    });

    /// <summary>Calls <paramref name="action"/> for each element, up to <paramref name="parallelism"/> at a time.</summary>
    public static Sink<TIn, Task<Done>> ForEachAsync<TIn>(int parallelism, Func<TIn, Task> action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        var ignore = Ignore<Done>();
        return new Sink<TIn, Task<Done>>((run, elements) => ignore.Start(run, SelectAsyncStage.Run(elements, parallelism, async element =>
        {
            await action(element).ConfigureAwait(false);
            return Done.Instance;
        })));
    }

    /// <summary>Drops all elements.</summary>
    public static Sink<TIn, Task<Done>> Ignore<TIn>() => Fold<TIn, Done>(Done.Instance, (done, _) => done);

    /// <summary>Folds the elements.</summary>
    public static Sink<TIn, Task<TOut>> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate) => Fold(zero, aggregate);

    /// <summary>All elements.</summary>
    public static Sink<TIn, Task<IImmutableList<TIn>>> Seq<TIn>() =>
        Fold<TIn, IImmutableList<TIn>>(ImmutableList<TIn>.Empty, (list, element) => list.Add(element));

    /// <summary>
    /// The first element, with which the stream is cancelled. Fails with <see cref="NoSuchElementException"/> without one.
    /// </summary>
    public static Sink<TIn, Task<TIn>> First<TIn>() => Ends<TIn>(first: true, needed: true);

    /// <summary>As <see cref="First"/>; the default value without an element.</summary>
    public static Sink<TIn, Task<TIn>> FirstOrDefault<TIn>() => Ends<TIn>(first: true, needed: false);

    /// <summary>The last element. Fails with <see cref="NoSuchElementException"/> without one.</summary>
    public static Sink<TIn, Task<TIn>> Last<TIn>() => Ends<TIn>(first: false, needed: true);

    /// <summary>As <see cref="Last"/>; the default value without an element.</summary>
    public static Sink<TIn, Task<TIn>> LastOrDefault<TIn>() => Ends<TIn>(first: false, needed: false);

    /// <summary>
    /// Tells each element to an actor, however long its mailbox gets. See <see cref="ActorRefWithAck"/> for back-pressure.
    /// </summary>
    public static Sink<TIn, NotUsed> ActorRef<TIn>(
        IActorRef actorRef, object onCompleteMessage, Func<Exception, object> onFailureMessage) =>
        new((run, elements) => ActorSinks.Tell(run, elements, actorRef, onCompleteMessage, onFailureMessage));

    /// <summary>
    /// Tells <paramref name="onInitMessage"/> and then each element when the actor has answered the one before with
    /// <paramref name="ackMessage"/>. Another answer, or the end of the actor, cancels the stream.
    /// </summary>
    public static Sink<TIn, NotUsed> ActorRefWithAck<TIn>(
        IActorRef actorRef, object onInitMessage, object ackMessage, object onCompleteMessage,
        Func<Exception, object>? onFailureMessage = null) =>
        new((run, elements) => ActorSinks.TellWithAck(
            run, elements, new AckProtocol(actorRef, onInitMessage, ackMessage, onCompleteMessage, onFailureMessage)));

    private static Sink<TIn, Task<TOut>> Fold<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate) =>
        new((run, elements) => run.Drive(async token =>
        {
            var state = zero;
            await foreach (var element in elements.WithCancellation(token).ConfigureAwait(false))
                state = aggregate(state, element);
            return state;
        }));

    private static Sink<TIn, Task<TIn>> Ends<TIn>(bool first, bool needed) => new((run, elements) => run.Drive(async token =>
    {
        var (found, last) = (false, default(TIn)!);
        await foreach (var element in elements.WithCancellation(token).ConfigureAwait(false))
        {
            (found, last) = (true, element);
            if (first)
                break;
        }

        return found || !needed
            ? last
            : throw new NoSuchElementException($"Cannot give the {(first ? "first" : "last")} element: the stream was empty.");
    }));
}
