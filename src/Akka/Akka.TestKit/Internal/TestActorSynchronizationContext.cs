using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Keeps the test actor the implicit sender when an asynchronous test goes on on another thread. Thread-safe.</summary>
internal sealed class TestActorSynchronizationContext : SynchronizationContext
{
    private readonly ActorCell? _cell;

    public TestActorSynchronizationContext(ActorCell? cell)
    {
        _cell = cell;
    }

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(
        static work => work.Context.Run(work.Callback, work.State),
        (Context: this, Callback: d, State: state),
        preferLocal: false);

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => new TestActorSynchronizationContext(_cell);

    private void Run(SendOrPostCallback callback, object? state)
    {
        var previousContext = Current;
        var previousCell = ActorCell.Current;
        SetSynchronizationContext(this);
        ActorCell.Current = _cell;
        try
        {
            callback(state);
        }
        finally
        {
            ActorCell.Current = previousCell;
            SetSynchronizationContext(previousContext);
        }
    }
}
