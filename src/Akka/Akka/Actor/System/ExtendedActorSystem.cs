namespace Akka.Actor;

/// <summary>What extensions may use of a system. Thread-safe.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    /// <summary>The provider of references.</summary>
    public abstract IActorRefProvider Provider { get; }

    /// <summary>The guardian of <c>/user</c>.</summary>
    public abstract IInternalActorRef Guardian { get; }

    /// <summary>The guardian of the root.</summary>
    public abstract IInternalActorRef LookupRoot { get; }

    /// <summary>The guardian of <c>/system</c>.</summary>
    public abstract IInternalActorRef SystemGuardian { get; }

    /// <summary>Makes an actor below <c>/system</c>.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    /// <summary>Makes an actor below <c>/system</c>.</summary>
    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();

    /// <summary>Stops at once, without the coordinated shutdown.</summary>
    public abstract void Abort();

    /// <summary>The tree of actors as text.</summary>
    internal abstract string PrintTree();
}
