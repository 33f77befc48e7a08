using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Swallows every message.</summary>
public class BlackHoleActor : ActorBase
{
    /// <summary>Props of such an actor.</summary>
    public static Props Props { get; } = Props.Create<BlackHoleActor>();

    /// <inheritdoc />
    protected override bool Receive(object message) => true;
}
