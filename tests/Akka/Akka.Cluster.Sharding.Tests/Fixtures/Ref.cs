using Akka.Actor;

namespace Akka.Cluster.Sharding.Tests.Fixtures;

/// <summary>References that stand for regions in tests of what needs no actors.</summary>
internal sealed class Ref : MinimalActorRef
{
    private Ref(string name)
    {
        Path = new RootActorPath(new Address("akka.tcp", "s", name, 1)) / "region";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public static IActorRef Of(string name) => new Ref(name);
}
