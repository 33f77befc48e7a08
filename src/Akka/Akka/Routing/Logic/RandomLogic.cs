namespace Akka.Routing;

/// <summary>Any one. Thread-safe.</summary>
public sealed class RandomLogic : RoutingLogic
{
    private readonly Random _random;

    /// <summary>With randomness of its own.</summary>
    public RandomLogic()
        : this(new Random())
    {
    }

    /// <summary>With the randomness of <paramref name="random"/>, which is locked while it is used.</summary>
    public RandomLogic(Random random)
    {
        _random = random;
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        if (routees.Length == 0)
            return Routee.NoRoutee;
        lock (_random)
            return routees[_random.Next(routees.Length)];
    }
}
