using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// A tree of actors with what they share: configuration, dispatchers, scheduler, event stream. Heavy: one per process.
/// Thread-safe.
/// </summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    /// <summary>Made by <see cref="Create(string)"/>.</summary>
    protected ActorSystem()
    {
    }

    /// <summary>The settings.</summary>
    public abstract Settings Settings { get; }

    /// <summary>The name.</summary>
    public abstract string Name { get; }

    /// <summary>The serializers.</summary>
    public abstract Serialization.Serialization Serialization { get; }

    /// <summary>The event stream: log entries, dead letters, and whatever is published.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Where undeliverable messages go.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>A reference that swallows everything.</summary>
    public abstract IActorRef IgnoreRef { get; }

    /// <summary>The dispatchers.</summary>
    public abstract Dispatchers Dispatchers { get; }

    /// <summary>The mailbox types.</summary>
    public abstract Mailboxes Mailboxes { get; }

    /// <summary>The scheduler.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>A log with the system as its source.</summary>
    public abstract ILoggingAdapter Log { get; }

    /// <summary>When the system was started, by the monotonic clock of the scheduler.</summary>
    public TimeSpan StartTime { get; private protected set; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Uptime => Scheduler.MonotonicClock - StartTime;

    /// <summary>Completes when all actors have stopped.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>A system configured by <paramref name="config"/> over the reference configuration.</summary>
    public static ActorSystem Create(string name, Config config) =>
        Create(name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)));

    /// <summary>A system set up by <paramref name="setup"/>.</summary>
    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    /// <summary>
    /// A system set up by <paramref name="setup"/>. Throws <see cref="ArgumentException"/> for a name that cannot be part of an
    /// address.
    /// </summary>
    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = bootstrap.HasValue && bootstrap.Value.Config.HasValue ? bootstrap.Value.Config.Value : ConfigurationFactory.Load();
        if (bootstrap.HasValue && bootstrap.Value.ConfigFallback.HasValue)
            config = config.WithFallback(bootstrap.Value.ConfigFallback.Value);
        var provider = bootstrap.HasValue ? bootstrap.Value.ActorRefProvider : Option<ProviderSelection>.None;
        var system = new ActorSystemImpl(name, config, setup, provider);
        system.Start();
        return system;
    }

    /// <summary>A system with the application's configuration.</summary>
    public static ActorSystem Create(string name) => Create(name, ActorSystemSetup.Empty);

    /// <summary>The extension of <paramref name="extensionId"/>.</summary>
    public abstract object GetExtension(IExtensionId extensionId);

    /// <summary>The extension <typeparamref name="T"/>; throws when it is not registered.</summary>
    public abstract T GetExtension<T>()
        where T : class, IExtension;

    /// <summary>Whether the extension is registered.</summary>
    public abstract bool HasExtension(Type type);

    /// <summary>Whether the extension is registered.</summary>
    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    /// <summary>Finds a registered extension.</summary>
    public abstract bool TryGetExtension(Type extensionType, out object extension);

    /// <summary>Finds a registered extension.</summary>
    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    /// <summary>Runs <paramref name="code"/> when all actors have stopped; the last one registered first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>
    /// Stops all actors (through <see cref="CoordinatedShutdown"/> if so configured); the task completes when they have.
    /// </summary>
    public abstract Task Terminate();

    /// <summary>Stops <paramref name="actor"/> after its current message.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Terminates and waits for it.</summary>
    public void Dispose()
    {
        Terminate().Wait();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers an extension, once; returns the instance.</summary>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <inheritdoc />
    public abstract IActorRef ActorOf(Props props, string name = null!);

    /// <inheritdoc />
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc />
    public abstract ActorSelection ActorSelection(string actorPath);
}
