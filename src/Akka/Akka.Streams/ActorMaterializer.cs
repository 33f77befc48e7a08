using Akka.Actor;
using Akka.Streams.Internal;

namespace Akka.Streams;

/// <summary>
/// Runs streams until they end, or until it is shut down, or the actor or system that it was made in stops. Thread-safe.
/// </summary>
public sealed class ActorMaterializer : IMaterializer, IDisposable
{
    private readonly StreamLife _life = new();
    private readonly IActorRef _supervisor;

    private ActorMaterializer(IActorRefFactory context)
    {
        var life = _life;
        _supervisor = context.ActorOf(Props.Create(() => new StreamSupervisor(life)));
    }

    /// <summary>Whether it runs no further stream.</summary>
    public bool IsShutdown => _life.HasEnded;

    /// <summary>A materializer that lives as long as the system, or as the actor of the context.</summary>
    public static ActorMaterializer Create(IActorRefFactory context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ActorMaterializer(context);
    }

    /// <inheritdoc />
    public TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable)
    {
        if (runnable is not Dsl.RunnableGraph<TMat> graph)
        {
            throw new ArgumentException(
                $"Cannot run [{runnable?.GetType()}]: only graphs made with Akka.Streams.Dsl can be run.", nameof(runnable));
        }

        if (_life.HasEnded)
            throw new InvalidOperationException("Cannot run a stream: the materializer was shut down.");
        return graph.Start(new StreamRun(_life, _supervisor));
    }

    /// <summary>Ends the materializer; running streams fail with <see cref="AbruptTerminationException"/>. A repeat does nothing.</summary>
    public void Shutdown()
    {
        _life.End();
        ((IInternalActorRef)_supervisor).Stop();
    }

    /// <inheritdoc cref="Shutdown" />
    public void Dispose() => Shutdown();
}

/// <summary>Short forms.</summary>
public static class ActorMaterializerExtensions
{
    /// <summary>See <see cref="ActorMaterializer.Create"/>.</summary>
    public static ActorMaterializer Materializer(this IActorRefFactory context) => ActorMaterializer.Create(context);
}
