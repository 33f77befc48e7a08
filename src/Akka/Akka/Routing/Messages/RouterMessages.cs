using Akka.Actor;

namespace Akka.Routing;

/// <summary>An order to the router itself, which is not passed to a routee.</summary>
public abstract class RouterManagementMessage
{
    /// <summary>An order.</summary>
    protected RouterManagementMessage()
    {
    }
}

/// <summary>Asks a router for its routees; it answers <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    /// <summary>The only instance needed.</summary>
    public static GetRoutees Instance { get; } = new();
}

/// <summary>The answer to <see cref="GetRoutees"/>. Immutable.</summary>
public sealed class Routees : INoSerializationVerificationNeeded
{
    /// <summary>These routees.</summary>
    public Routees(IEnumerable<Routee> routees)
    {
        Members = routees.ToArray();
    }

    /// <summary>The routees, a snapshot.</summary>
    public IEnumerable<Routee> Members { get; }
}

/// <summary>Adds a routee. A repeat adds it again.</summary>
public sealed class AddRoutee : RouterManagementMessage, INoSerializationVerificationNeeded
{
    /// <summary>Adds <paramref name="routee"/>.</summary>
    public AddRoutee(Routee routee)
    {
        Routee = routee;
    }

    /// <summary>The routee.</summary>
    public Routee Routee { get; }
}

/// <summary>Removes a routee; one that is a child of the router is stopped. A repeat does nothing.</summary>
public sealed class RemoveRoutee : RouterManagementMessage, INoSerializationVerificationNeeded
{
    /// <summary>Removes <paramref name="routee"/>.</summary>
    public RemoveRoutee(Routee routee)
    {
        Routee = routee;
    }

    /// <summary>The routee.</summary>
    public Routee Routee { get; }
}

/// <summary>Adds routees to a pool, or takes some away.</summary>
public sealed class AdjustPoolSize : RouterManagementMessage
{
    /// <summary>Changes the number by <paramref name="change"/>.</summary>
    public AdjustPoolSize(int change)
    {
        Change = change;
    }

    /// <summary>How many more, or fewer if negative.</summary>
    public int Change { get; }
}
