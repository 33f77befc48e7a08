using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Refuses what would need the deployment of actors on other systems. Thread-safe.</summary>
internal sealed class RemoteDeployer(Settings settings) : Deployer(settings)
{
    /// <inheritdoc />
    protected override Deploy ParseConfig(string key, Config config)
    {
        foreach (var unsupported in new[] { "remote", "target.nodes" })
        {
            var value = config.GetValue(unsupported);
            if (value is null || (value.IsArray() && value.GetArray().Count == 0) || (!value.IsArray() && value.GetString() == ""))
                continue;
            throw new ConfigurationException(
                $"Cannot deploy [{key}]: this engine does not deploy actors on other systems. "
                + $"Remove [{unsupported}] from akka.actor.deployment and start the actor on the system where it shall run.");
        }

        return base.ParseConfig(key, config);
    }
}
