using Akka.Util;

namespace Akka.Actor.Setup;

/// <summary>Settings of one part of a system that are given in code. Subclasses are told apart by their type.</summary>
public abstract class Setup
{
    /// <summary>Settings.</summary>
    protected Setup()
    {
    }

    /// <summary>These settings and <paramref name="other"/>.</summary>
    public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
}

/// <summary>The settings in code of all parts of a system, at most one of each type. Immutable and thread-safe.</summary>
public sealed class ActorSystemSetup
{
    /// <summary>No settings.</summary>
    public static readonly ActorSystemSetup Empty = new([]);

    private readonly Dictionary<Type, Setup> _setups;

    private ActorSystemSetup(Dictionary<Type, Setup> setups)
    {
        _setups = setups;
    }

    /// <summary>All of <paramref name="setup"/>; a later one replaces an earlier one of its type.</summary>
    public static ActorSystemSetup Create(params Setup[] setup) =>
        setup.Aggregate(Empty, static (all, one) => all.With(one.GetType(), one));

    /// <summary>The setting of type <typeparamref name="T"/>.</summary>
    public Option<T> Get<T>()
        where T : Setup => _setups.TryGetValue(typeof(T), out var setup) ? new Option<T>((T)setup) : Option<T>.None;

    /// <summary>With <paramref name="setup"/> in place of another of its type.</summary>
    public ActorSystemSetup WithSetup<T>(T setup)
        where T : Setup => With(typeof(T) == typeof(Setup) ? setup.GetType() : typeof(T), setup);

    /// <summary>As <see cref="WithSetup{T}"/>.</summary>
    public ActorSystemSetup And<T>(T setup)
        where T : Setup => WithSetup(setup);

    /// <inheritdoc />
    public override string ToString() => $"ActorSystemSetup({string.Join(", ", _setups.Keys.Select(type => type.FullName))})";

    private ActorSystemSetup With(Type type, Setup setup) => new(new Dictionary<Type, Setup>(_setups) { [type] = setup });
}
