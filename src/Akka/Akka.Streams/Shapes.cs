namespace Akka.Streams;

/// <summary>What is open at the ends of a graph.</summary>
public abstract class Shape
{
}

/// <summary>One output.</summary>
public sealed class SourceShape<TOut> : Shape
{
}

/// <summary>One input and one output.</summary>
public sealed class FlowShape<TIn, TOut> : Shape
{
}

/// <summary>One input.</summary>
public sealed class SinkShape<TIn> : Shape
{
}

/// <summary>Nothing is open: the graph can be run.</summary>
public sealed class ClosedShape : Shape
{
}

/// <summary>A blueprint of a stream or of a part of one; it can be used any number of times. Immutable and thread-safe.</summary>
/// <typeparam name="TShape">Its open ends.</typeparam>
/// <typeparam name="TMat">What a run of it gives to the one who started it.</typeparam>
public interface IGraph<out TShape, out TMat>
    where TShape : Shape
{
}
