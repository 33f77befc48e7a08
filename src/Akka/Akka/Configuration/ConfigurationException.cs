using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration text that cannot be read, or a key whose value is not what was asked for.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception? exception)
        : base(message, exception)
    {
    }

    /// <summary>The failure to report when <typeparamref name="T"/> was given no configuration.</summary>
    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null)
    {
        var where = string.IsNullOrWhiteSpace(path) ? string.Empty : $" at [{path}]";
        return new ConfigurationException(
            $"Cannot create {typeof(T).FullName}: the configuration{where} is missing or empty. "
                + $"Load its reference configuration as a fallback.");
    }
}
