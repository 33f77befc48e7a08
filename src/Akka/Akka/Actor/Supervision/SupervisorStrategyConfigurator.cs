using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes the strategy of the user guardian; named by <c>akka.actor.guardian-supervisor-strategy</c>.</summary>
public abstract class SupervisorStrategyConfigurator
{
    /// <summary>The strategy.</summary>
    public abstract SupervisorStrategy Create();

    /// <summary>The configurator <paramref name="typeName"/>.</summary>
    public static SupervisorStrategyConfigurator CreateConfigurator(string typeName) => typeName switch
    {
        "Akka.Actor.DefaultSupervisorStrategy" => new DefaultSupervisorStrategy(),
        "Akka.Actor.StoppingSupervisorStrategy" => new StoppingSupervisorStrategy(),
        _ => ConfiguredType.Create<SupervisorStrategyConfigurator>(typeName, "akka.actor.guardian-supervisor-strategy"),
    };
}

/// <summary>One for one with the default decider.</summary>
public class DefaultSupervisorStrategy : SupervisorStrategyConfigurator
{
    /// <inheritdoc />
    public override SupervisorStrategy Create() => SupervisorStrategy.DefaultStrategy;
}

/// <summary>One for one, always stop.</summary>
public class StoppingSupervisorStrategy : SupervisorStrategyConfigurator
{
    /// <inheritdoc />
    public override SupervisorStrategy Create() => SupervisorStrategy.StoppingStrategy;
}
