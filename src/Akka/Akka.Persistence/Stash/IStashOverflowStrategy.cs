using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>What happens to a message that the full stash of a writing actor cannot take.</summary>
public interface IStashOverflowStrategy
{
}

/// <summary>The message goes to the dead letters.</summary>
public class DiscardToDeadLetterStrategy : IStashOverflowStrategy
{
    public static readonly DiscardToDeadLetterStrategy Instance = new();
}

/// <summary>The actor fails with <see cref="StashOverflowException"/>; its supervisor decides.</summary>
public class ThrowOverflowExceptionStrategy : IStashOverflowStrategy
{
    public static readonly ThrowOverflowExceptionStrategy Instance = new();
}

/// <summary>The sender is answered with <see cref="Response"/> and the message is dropped.</summary>
public sealed class ReplyToStrategy(object response) : IStashOverflowStrategy
{
    public object Response { get; } = response;
}

/// <summary>Makes a strategy from the configuration; named by <c>internal-stash-overflow-strategy</c>.</summary>
public interface IStashOverflowStrategyConfigurator
{
    IStashOverflowStrategy Create(Config config);
}

public sealed class ThrowExceptionConfigurator : IStashOverflowStrategyConfigurator
{
    public IStashOverflowStrategy Create(Config config) => ThrowOverflowExceptionStrategy.Instance;
}

public sealed class DiscardConfigurator : IStashOverflowStrategyConfigurator
{
    public IStashOverflowStrategy Create(Config config) => DiscardToDeadLetterStrategy.Instance;
}

internal static class OverflowStrategies
{
    private const string Key = "akka.persistence.internal-stash-overflow-strategy";

    public static IStashOverflowStrategy FromConfig(Config config)
    {
        var name = config.GetString(Key);
        var type = Type.GetType(name, throwOnError: false);
        return type is not null && Activator.CreateInstance(type) is IStashOverflowStrategyConfigurator configurator
            ? configurator.Create(config)
            : throw new ConfigurationException(
                $"[{Key}] is [{name}], which is no {nameof(IStashOverflowStrategyConfigurator)} that can be loaded.");
    }
}
