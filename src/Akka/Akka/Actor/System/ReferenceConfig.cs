using Akka.Configuration;

namespace Akka.Actor;

/// <summary>The defaults of the engine, embedded as <c>akka.conf</c>.</summary>
internal static class ReferenceConfig
{
    private static readonly Lazy<Config> Parsed = new(() =>
        ConfigurationFactory.FromResource("akka.conf", typeof(ReferenceConfig).Assembly));

    public static Config Engine => Parsed.Value;
}
