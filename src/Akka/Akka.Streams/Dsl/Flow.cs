using Akka.Streams.Internal;

namespace Akka.Streams.Dsl;

/// <summary>Operators in a row, without source and sink. Immutable and thread-safe.</summary>
public sealed class Flow<TIn, TOut, TMat> : IGraph<FlowShape<TIn, TOut>, TMat>
{
    private readonly Func<StreamRun, (Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> Stage, TMat Value)> _open;

    internal Flow(Func<StreamRun, (Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>>, TMat)> open) => _open = open;

    internal (Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> Stage, TMat Value) Open(StreamRun run) => _open(run);

    /// <summary>Adds an operator.</summary>
    internal Flow<TIn, TOut2, TMat> Then<TOut2>(Func<IAsyncEnumerable<TOut>, IAsyncEnumerable<TOut2>> stage) => new(run =>
    {
        var (before, value) = _open(run);
        return (elements => stage(before(elements)), value);
    });
}

/// <summary>Makes flows.</summary>
public static class Flow
{
    /// <summary>A flow that passes everything on; operators are added to it.</summary>
    public static Flow<T, T, NotUsed> Create<T>() => new(_ => (elements => elements, NotUsed.Instance));
}
