using Akka.Actor;

namespace Akka.Streams.Internal;

/// <summary>One run of a graph. Immutable.</summary>
internal sealed class StreamRun(StreamLife life, IActorRef supervisor)
{
    /// <summary>Cancelled with the materializer.</summary>
    public CancellationToken Token => life.Token;

    /// <summary>
    /// Runs the sink's loop on the thread pool and returns its outcome. A cancellation by the materializer is told apart from one that
    /// user code threw.
    /// </summary>
    public Task<T> Drive<T>(Func<CancellationToken, Task<T>> consume) => Task.Run(async () =>
    {
        try
        {
            return await consume(life.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (life.HasEnded)
        {
            throw new AbruptTerminationException(supervisor);
        }
    });
}
