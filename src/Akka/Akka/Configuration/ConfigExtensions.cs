namespace Akka.Configuration;

/// <summary>Questions that may be asked of a missing configuration.</summary>
public static class ConfigExtensions
{
    public static bool IsNullOrEmpty(this Config? config) => config is null || config.IsEmpty;

    /// <summary><paramref name="fallback"/> behind a configuration that may be missing.</summary>
    public static Config SafeWithFallback(this Config? config, Config fallback) =>
        config.IsNullOrEmpty() ? fallback : config!.WithFallback(fallback);
}
