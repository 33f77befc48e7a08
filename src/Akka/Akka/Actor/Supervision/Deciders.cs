namespace Akka.Actor;

/// <summary>Chooses the directive for a failure.</summary>
public interface IDecider
{
    /// <summary>The directive for <paramref name="cause"/>.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>
    /// The directive of the first type in <paramref name="pairs"/> that the failure is of, else <paramref
    /// name="defaultDirective"/>.
    /// </summary>
    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) =>
        new(defaultDirective, pairs);

    /// <summary>As above.</summary>
    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) =>
        new(defaultDirective, pairs);

    /// <summary>A decider from a function.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);
}

/// <summary>A decider from a function; it cannot be sent. Thread-safe if the function is.</summary>
public class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decider;

    /// <summary>A decider that calls <paramref name="decider"/>.</summary>
    public LocalOnlyDecider(Func<Exception, Directive> decider)
    {
        _decider = decider;
    }

    /// <inheritdoc />
    public Directive Decide(Exception cause) => _decider(cause);
}

/// <summary>A decider from a table. Immutable and thread-safe.</summary>
public class DeployableDecider : IDecider
{
    /// <summary>A table with a default.</summary>
    public DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs)
    {
        DefaultDirective = defaultDirective;
        Pairs = [.. pairs];
    }

    /// <summary>For failures that are in no row.</summary>
    public Directive DefaultDirective { get; }

    /// <summary>The rows, in order.</summary>
    public KeyValuePair<Type, Directive>[] Pairs { get; }

    /// <inheritdoc />
    public Directive Decide(Exception cause)
    {
        foreach (var (type, directive) in Pairs)
        {
            if (type.IsInstanceOfType(cause))
                return directive;
        }

        return DefaultDirective;
    }
}

/// <summary>The decider of actors that choose none: stop at a failed start, a kill or a death pact, restart otherwise.</summary>
public class DefaultDecider : IDecider
{
    /// <inheritdoc />
    public Directive Decide(Exception cause) =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart;
}

/// <summary>The decider that always stops.</summary>
public class StoppingDecider : IDecider
{
    /// <inheritdoc />
    public Directive Decide(Exception cause) => Directive.Stop;
}
