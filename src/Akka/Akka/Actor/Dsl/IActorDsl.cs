namespace Akka.Actor.Dsl;

/// <summary>An actor as it is put together in a delegate, for small actors in tests.</summary>
public interface IActorDsl
{
    /// <summary>Runs on the new instance after a restart.</summary>
    Action<Exception, IActorContext>? OnPostRestart { get; set; }

    /// <summary>Runs on the instance that failed.</summary>
    Action<Exception, object, IActorContext>? OnPreRestart { get; set; }

    /// <summary>Runs before the first message.</summary>
    Action<IActorContext>? OnPreStart { get; set; }

    /// <summary>Runs after the last message.</summary>
    Action<IActorContext>? OnPostStop { get; set; }

    /// <summary>The strategy for the children.</summary>
    SupervisorStrategy? Strategy { get; set; }

    /// <summary>Handles messages of a type.</summary>
    void Receive<T>(Action<T, IActorContext> handler);

    /// <summary>Handles messages of a type that fit.</summary>
    void Receive<T>(Predicate<T> shouldHandle, Action<T, IActorContext> handler);

    /// <summary>As above.</summary>
    void Receive<T>(Action<T, IActorContext> handler, Predicate<T> shouldHandle);

    /// <summary>Handles everything.</summary>
    void ReceiveAny(Action<object, IActorContext> handler);

    /// <summary>Handles messages of a type asynchronously.</summary>
    void ReceiveAsync<T>(Func<T, IActorContext, Task> handler, Predicate<T>? shouldHandle = null);

    /// <summary>Handles everything asynchronously.</summary>
    void ReceiveAnyAsync(Func<object, IActorContext, Task> handler);

    /// <summary>What an actor does before a restart if nothing is said.</summary>
    void DefaultPreRestart(Exception reason, object message);

    /// <summary>What an actor does after a restart if nothing is said.</summary>
    void DefaultPostRestart(Exception reason);

    /// <summary>What an actor does before the first message if nothing is said.</summary>
    void DefaultPreStart();

    /// <summary>What an actor does after the last message if nothing is said.</summary>
    void DefaultPostStop();

    /// <summary>Replaces the handlers.</summary>
    void Become(Action<object, IActorContext> handler);

    /// <summary>Replaces the handlers until <see cref="UnbecomeStacked"/>.</summary>
    void BecomeStacked(Action<object, IActorContext> handler);

    /// <summary>Back to the handlers before <see cref="BecomeStacked"/>.</summary>
    void UnbecomeStacked();

    /// <summary>A child that is put together in a delegate.</summary>
    IActorRef ActorOf(Action<IActorDsl> config, string? name = null);
}
