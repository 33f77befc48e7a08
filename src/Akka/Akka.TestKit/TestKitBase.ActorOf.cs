using System.Linq.Expressions;
using Akka.Actor;
using Akka.Actor.Dsl;

namespace Akka.TestKit;

/// <content>Making actors below <c>/user</c>.</content>
public abstract partial class TestKitBase
{
    /// <summary>A new actor.</summary>
    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    /// <summary>A new actor.</summary>
    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name!);

    /// <summary>A new actor.</summary>
    public IActorRef ActorOf<TActor>()
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>());

    /// <summary>A new actor.</summary>
    public IActorRef ActorOf<TActor>(string? name)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name!);

    /// <summary>A new actor.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory));

    /// <summary>A new actor.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string? name)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name!);

    /// <summary>A new actor that is put together in a delegate, with its context.</summary>
    public IActorRef ActorOf(
        Action<IActorDsl, IActorContext> configure, string? name = null) => ActExtensions.ActorOf(Sys, configure, name);

    /// <summary>A new actor that is put together in a delegate.</summary>
    public IActorRef ActorOf(Action<IActorDsl> configure, string? name = null) => ActExtensions.ActorOf(Sys, configure, name);

    /// <summary>The actors at a path.</summary>
    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>The actors at a path.</summary>
    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>The actors at a path relative to <paramref name="anchorRef"/>.</summary>
    public ActorSelection ActorSelection(IActorRef anchorRef, string actorPath) => Sys.ActorSelection(anchorRef, actorPath);

    /// <summary>A probe: a further test actor with expectations of its own.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(Sys, name);

    /// <summary>A probe in another system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, _assertions, name);

    /// <summary>A latch with the timeouts of this kit.</summary>
    public virtual TestLatch CreateTestLatch(int count = 1) => new(Dilated, TestKitSettings.DefaultTimeout, count);

    /// <summary>A barrier for <paramref name="count"/> threads.</summary>
    public TestBarrier CreateTestBarrier(int count) => new(this, count);
}
