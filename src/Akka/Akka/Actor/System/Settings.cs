using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration of a system, read once. Immutable but for <see cref="InjectTopLevelFallback"/>, thread-safe.</summary>
public partial class Settings
{
    private readonly Config _userConfig;
    private Config _fallback;

    /// <summary>Settings of <paramref name="system"/> from <paramref name="config"/> over the reference configuration.</summary>
    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    /// <summary>As above, with settings in code.</summary>
    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
        : this(system, config, setup, Option<ProviderSelection>.None)
    {
    }

    internal Settings(ActorSystem system, Config config, ActorSystemSetup setup, Option<ProviderSelection> provider)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        _fallback = ReferenceConfig.Engine;
        Config = config.WithFallback(_fallback);

        var selection = provider.HasValue ? provider.Value : ProviderSelection.From(Config.GetString("akka.actor.provider", ""));
        ProviderSelectionType = selection;
        ProviderClass = selection.Fqn;
        HasCluster = selection.HasCluster;
        ReadActor();
        ReadLogging();
        ReadDebug();
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>The settings in code.</summary>
    public ActorSystemSetup Setup { get; }

    /// <summary>The whole configuration: the user's over the reference.</summary>
    public Config Config { get; private set; }

    /// <summary>The class of the provider.</summary>
    public string ProviderClass { get; }

    /// <summary>The kind of the provider.</summary>
    public ProviderSelection ProviderSelectionType { get; }

    /// <summary>Whether the system forms clusters.</summary>
    public bool HasCluster { get; }

    /// <summary>Adds reference configuration of an extension below everything else.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallback = config.WithFallback(_fallback);
        Config = _userConfig.WithFallback(_fallback);
    }

    /// <inheritdoc />
    public override string ToString() => Config.ToString()!;
}
