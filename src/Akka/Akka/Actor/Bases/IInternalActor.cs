namespace Akka.Actor;

/// <summary>Access to the context of an actor for the engine.</summary>
public interface IInternalActor
{
    /// <summary>The context of the actor.</summary>
    IActorContext ActorContext { get; }
}

/// <summary>An actor that is initialised after its constructor.</summary>
public interface IInitializableActor
{
    /// <summary>Called once per instance, before <c>PreStart</c>.</summary>
    void Init();
}

/// <summary>Asks for a log entry for every message that the actor receives, handled or not.</summary>
public interface ILogReceive
{
}
