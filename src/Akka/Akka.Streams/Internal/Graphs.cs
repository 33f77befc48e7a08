using Akka.Streams.Dsl;

namespace Akka.Streams.Internal;

/// <summary>Graphs are made by this library only.</summary>
internal static class Graphs
{
    public static Flow<TIn, TOut, TMat> Flow<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) =>
        graph as Flow<TIn, TOut, TMat> ?? throw Foreign(graph);

    public static Sink<TIn, TMat> Sink<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> graph) => graph as Sink<TIn, TMat> ?? throw Foreign(graph);

    public static Source<TOut, TMat> Source<TOut, TMat>(IGraph<SourceShape<TOut>, TMat> graph) =>
        graph as Source<TOut, TMat> ?? throw Foreign(graph);

    private static ArgumentException Foreign(object? graph) =>
        new($"Cannot use [{graph?.GetType()}] in a stream: only graphs made with Akka.Streams.Dsl can be composed.", nameof(graph));
}
