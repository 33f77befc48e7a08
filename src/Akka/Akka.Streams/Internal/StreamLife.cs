using Akka.Actor;

namespace Akka.Streams.Internal;

/// <summary>The life of a materializer: streams watch its token. Thread-safe.</summary>
internal sealed class StreamLife
{
    private readonly CancellationTokenSource _end = new();

    public CancellationToken Token => _end.Token;

    public bool HasEnded => _end.IsCancellationRequested;

    /// <summary>Continuations run elsewhere: the caller may be an actor.</summary>
    public void End() => _ = _end.CancelAsync();
}

/// <summary>The actor of a materializer, a child of what it was made in. It ends the streams when it stops.</summary>
internal sealed class StreamSupervisor(StreamLife life) : UntypedActor
{
    protected override void OnReceive(object message) => Unhandled(message);

    protected override void PostStop() => life.End();
}
