namespace Akka.Actor.Dsl;

/// <summary>An actor that is put together in a delegate.</summary>
public sealed class Act : ReceiveActor, IActorDsl
{
    /// <summary>Put together by <paramref name="config"/>.</summary>
    public Act(Action<IActorDsl> config)
    {
        config(this);
    }

    /// <summary>As above, with the context.</summary>
    public Act(Action<IActorDsl, IActorContext> config)
    {
        config(this, Context);
    }

    /// <inheritdoc />
    public Action<Exception, IActorContext>? OnPostRestart { get; set; }

    /// <inheritdoc />
    public Action<Exception, object, IActorContext>? OnPreRestart { get; set; }

    /// <inheritdoc />
    public Action<IActorContext>? OnPreStart { get; set; }

    /// <inheritdoc />
    public Action<IActorContext>? OnPostStop { get; set; }

    /// <inheritdoc />
    public SupervisorStrategy? Strategy { get; set; }

    /// <inheritdoc />
    public void Receive<T>(Action<T, IActorContext> handler) => Receive<T>(message => handler(message, Context));

    /// <inheritdoc />
    public void Receive<T>(Predicate<T> shouldHandle, Action<T, IActorContext> handler) =>
        Receive(shouldHandle, message => handler(message, Context));

    /// <inheritdoc />
    public void Receive<T>(Action<T, IActorContext> handler, Predicate<T> shouldHandle) => Receive(shouldHandle, handler);

    /// <inheritdoc />
    public void ReceiveAny(Action<object, IActorContext> handler) => ReceiveAny(message => handler(message, Context));

    /// <inheritdoc />
    public void ReceiveAsync<T>(Func<T, IActorContext, Task> handler, Predicate<T>? shouldHandle = null) =>
        ReceiveAsync<T>(message => handler(message, Context), shouldHandle!);

    /// <inheritdoc />
    public void ReceiveAnyAsync(Func<object, IActorContext, Task> handler) => ReceiveAnyAsync(message => handler(message, Context));

    /// <inheritdoc />
    public void DefaultPreRestart(Exception reason, object message) => base.PreRestart(reason, message);

    /// <inheritdoc />
    public void DefaultPostRestart(Exception reason) => base.PostRestart(reason);

    /// <inheritdoc />
    public void DefaultPreStart() => base.PreStart();

    /// <inheritdoc />
    public void DefaultPostStop() => base.PostStop();

    /// <inheritdoc />
    public void Become(Action<object, IActorContext> handler) => Become(message => handler(message, Context));

    /// <inheritdoc />
    public void BecomeStacked(Action<object, IActorContext> handler) => BecomeStacked(message => handler(message, Context));

    /// <inheritdoc />
    void IActorDsl.UnbecomeStacked() => UnbecomeStacked();

    /// <inheritdoc />
    public IActorRef ActorOf(Action<IActorDsl> config, string? name = null) => Context.ActorOf(ActExtensions.PropsOf(config), name!);

    /// <inheritdoc />
    protected override void PreStart() => Run(OnPreStart, DefaultPreStart);

    /// <inheritdoc />
    protected override void PostStop() => Run(OnPostStop, DefaultPostStop);

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
        if (OnPreRestart is null)
            DefaultPreRestart(reason, message);
        else
            OnPreRestart(reason, message, Context);
    }

    /// <inheritdoc />
    protected override void PostRestart(Exception reason)
    {
        if (OnPostRestart is null)
            DefaultPostRestart(reason);
        else
            OnPostRestart(reason, Context);
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => Strategy ?? base.SupervisorStrategy();

    private static void Run(Action<IActorContext>? given, Action otherwise)
    {
        if (given is null)
            otherwise();
        else
            given(Context);
    }
}
