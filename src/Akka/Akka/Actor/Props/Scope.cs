namespace Akka.Actor;

/// <summary>On which system an actor is deployed.</summary>
public abstract class Scope
{
    /// <summary>The local system, said explicitly.</summary>
    public static readonly LocalScope Local = LocalScope.Instance;

    /// <summary>What holds when this scope says nothing.</summary>
    public abstract Scope WithFallback(Scope other);

    /// <summary>A copy.</summary>
    public abstract Scope Copy();
}

/// <summary>On this system, whatever the configuration says.</summary>
public sealed class LocalScope : Scope
{
    /// <summary>The only value.</summary>
    public static LocalScope Instance { get; } = new();

    /// <inheritdoc />
    public override Scope WithFallback(Scope other) => this;

    /// <inheritdoc />
    public override Scope Copy() => this;
}

/// <summary>On the system at <see cref="Address"/>.</summary>
public sealed class RemoteScope : Scope
{
    /// <summary>Deployment on the system at <paramref name="address"/>.</summary>
    public RemoteScope(Address address)
    {
        Address = address;
    }

    /// <summary>The system.</summary>
    public Address Address { get; }

    /// <inheritdoc />
    public override Scope WithFallback(Scope other) => this;

    /// <inheritdoc />
    public override Scope Copy() => this;
}

/// <summary>Nothing is said.</summary>
internal sealed class NoScope : Scope
{
    /// <inheritdoc />
    public override Scope WithFallback(Scope other) => other;

    /// <inheritdoc />
    public override Scope Copy() => this;
}
