using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>
/// Makes and resolves references. The seam for remoting: a class named by <c>akka.actor.provider</c> needs the constructor
/// (string systemName, Settings, EventStream).
/// </summary>
public interface IActorRefProvider
{
    /// <summary>The parent of <c>/user</c> and <c>/system</c>.</summary>
    IInternalActorRef RootGuardian { get; }

    /// <summary>The guardian of <c>/user</c>.</summary>
    LocalActorRef Guardian { get; }

    /// <summary>The guardian of <c>/system</c>.</summary>
    LocalActorRef SystemGuardian { get; }

    /// <summary>Where undeliverable messages go.</summary>
    IActorRef DeadLetters { get; }

    /// <summary>A reference that swallows everything.</summary>
    IActorRef IgnoreRef { get; }

    /// <summary>The root of the system.</summary>
    ActorPath RootPath { get; }

    /// <summary>The settings.</summary>
    Settings Settings { get; }

    /// <summary>The deployments of the configuration.</summary>
    Deployer Deployer { get; }

    /// <summary>The container of <c>/temp</c>.</summary>
    IInternalActorRef TempContainer { get; }

    /// <summary>Completes when the guardians have stopped.</summary>
    Task TerminationTask { get; }

    /// <summary>The address of this system as others reach it.</summary>
    Address DefaultAddress { get; }

    /// <summary>The root guardian of the system at <paramref name="address"/>.</summary>
    IActorRef RootGuardianAt(Address address);

    /// <summary>Starts the guardians. Called once, by the system.</summary>
    void Init(ActorSystemImpl system);

    /// <summary>A path below <c>/temp</c> that is not in use.</summary>
    ActorPath TempPath();

    /// <summary>Makes <paramref name="actorRef"/> reachable under a path of <see cref="TempPath"/>.</summary>
    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    /// <summary>Undoes <see cref="RegisterTempActor"/>.</summary>
    void UnregisterTempActor(ActorPath path);

    /// <summary>Makes an actor, which begins with <see cref="IInternalActorRef.Start"/>.</summary>
    IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async);

    /// <summary>The reference that <paramref name="path"/> denotes; a missing actor gives one that answers as dead.</summary>
    IActorRef ResolveActorRef(string path);

    /// <summary>As above.</summary>
    IActorRef ResolveActorRef(ActorPath actorPath);

    /// <summary>This system's address as <paramref name="address"/> can use it; <c>null</c> when it cannot.</summary>
    Address GetExternalAddressFor(Address address);
}
