using System.Linq.Expressions;
using Akka.Actor;

namespace Akka.TestKit;

/// <content>State machines whose state the test may set.</content>
public abstract partial class TestKitBase
{
    /// <summary>A new machine below <paramref name="supervisor"/>.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, IActorRef? supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, props, supervisor, name, withLogging);

    /// <summary>A new machine.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Props props, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, props, null, name, withLogging);

    /// <summary>A new machine below <paramref name="supervisor"/>.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        IActorRef supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new()
        where TState : notnull => new(Sys, Props.Create<TFsmActor>(), supervisor, name, withLogging);

    /// <summary>A new machine.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>, new()
        where TState : notnull => new(Sys, Props.Create<TFsmActor>(), null, name, withLogging);

    /// <summary>A new machine below <paramref name="supervisor"/>.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, IActorRef supervisor, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, Props.Create(factory), supervisor, name, withLogging);

    /// <summary>A new machine.</summary>
    public TestFSMRef<TFsmActor, TState, TData> ActorOfAsTestFSMRef<TFsmActor, TState, TData>(
        Expression<Func<TFsmActor>> factory, string? name = null, bool withLogging = false)
        where TFsmActor : FSM<TState, TData>
        where TState : notnull => new(Sys, Props.Create(factory), null, name, withLogging);
}
