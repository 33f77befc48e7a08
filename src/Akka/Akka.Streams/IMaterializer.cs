namespace Akka.Streams;

/// <summary>Runs graphs. Thread-safe.</summary>
public interface IMaterializer
{
    /// <summary>Starts a stream and returns what it materializes to.</summary>
    /// <exception cref="ArgumentException">The graph was not made by this library.</exception>
    /// <exception cref="InvalidOperationException">The materializer has ended.</exception>
    TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable);
}
