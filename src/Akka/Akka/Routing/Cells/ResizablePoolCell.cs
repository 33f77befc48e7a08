using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>The cell of a pool that changes its size.</summary>
internal sealed class ResizablePoolCell : RoutedActorCell
{
    private readonly Resizer _resizer;
    private long _messages;
    private int _resizing;

    public ResizablePoolCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        RouterProps props,
        MessageDispatcher dispatcher,
        IInternalActorRef supervisor,
        Resizer resizer)
        : base(system, self, props, dispatcher, supervisor)
    {
        _resizer = resizer;
    }

    public override void SendMessage(IActorRef sender, object message)
    {
        if (!RouterConfig.IsManagementMessage(message)
            && _resizer.IsTimeForResize(Interlocked.Increment(ref _messages) - 1)
            && Interlocked.Exchange(ref _resizing, 1) == 0)
        {
            base.SendMessage(Self, ResizablePoolActor.Resize.Instance);
        }

        base.SendMessage(sender, message);
    }

    /// <summary>Called by the router actor.</summary>
    public void Resize()
    {
        try
        {
            Adjust(_resizer.Resize(Router.RouteeArray));
        }
        finally
        {
            Volatile.Write(ref _resizing, 0);
        }
    }

    private void Adjust(int change)
    {
        if (change > 0)
            AddRoutees(Enumerable.Range(0, change).Select(_ => ((Pool)RouterConfig).NewRoutee(RouteeProps, this)).ToArray());
        else if (change < 0)
            RemoveRoutees(Router.RouteeArray.TakeLast(-change).ToArray(), stopChildren: true);
    }
}
