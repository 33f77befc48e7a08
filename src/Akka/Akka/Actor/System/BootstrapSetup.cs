using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Configuration and kind of provider of a system. Immutable and thread-safe.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config, Option<Config> fallback, Option<ProviderSelection> provider)
    {
        Config = config;
        ConfigFallback = fallback;
        ActorRefProvider = provider;
    }

    /// <summary>The configuration, in place of the application's file.</summary>
    public Option<Config> Config { get; }

    /// <summary>Configuration below that of the application's file.</summary>
    public Option<Config> ConfigFallback { get; }

    /// <summary>Local, remote or cluster.</summary>
    public Option<ProviderSelection> ActorRefProvider { get; }

    /// <summary>Nothing set.</summary>
    public static BootstrapSetup Create() =>
        new(Option<Config>.None, Option<Config>.None, Option<ProviderSelection>.None);

    /// <summary>With a provider.</summary>
    public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new(Config, ConfigFallback, new Option<ProviderSelection>(name));

    /// <summary>With a configuration.</summary>
    public BootstrapSetup WithConfig(Config config) => new(new Option<Config>(config), ConfigFallback, ActorRefProvider);

    /// <summary>With a configuration below the others.</summary>
    public BootstrapSetup WithConfigFallback(Config config) => new(Config, new Option<Config>(config), ActorRefProvider);
}
