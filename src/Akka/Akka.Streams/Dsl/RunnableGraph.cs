using Akka.Streams.Internal;

namespace Akka.Streams.Dsl;

/// <summary>A stream that is complete and can be run, any number of times.</summary>
public interface IRunnableGraph<out TMat> : IGraph<ClosedShape, TMat>
{
    /// <summary>Starts the stream.</summary>
    TMat Run(IMaterializer materializer);
}

internal sealed class RunnableGraph<TMat>(Func<StreamRun, TMat> start) : IRunnableGraph<TMat>
{
    public TMat Start(StreamRun run) => start(run);

    public TMat Run(IMaterializer materializer) => materializer.Materialize(this);
}
