using System.Linq.Expressions;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>Actors whose instance the test may touch.</content>
public abstract partial class TestKitBase
{
    /// <summary>A new actor below <paramref name="supervisor"/>.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(Sys, props, supervisor, name);

    /// <summary>A new actor.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string? name = null)
        where TActor : ActorBase => new(Sys, props, null, name);

    /// <summary>A new actor below <paramref name="supervisor"/>.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, IActorRef supervisor, string? name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), supervisor, name);

    /// <summary>A new actor.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Expression<Func<TActor>> factory, string? name = null)
        where TActor : ActorBase => new(Sys, Props.Create(factory), null, name);

    /// <summary>A new actor below <paramref name="supervisor"/>.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(IActorRef supervisor, string? name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), supervisor, name);

    /// <summary>A new actor.</summary>
    public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(string? name = null)
        where TActor : ActorBase, new() => new(Sys, Props.Create<TActor>(), null, name);
}
