using Akka.Actor;
using Akka.Cluster.Tools.Tests.Fixtures;

namespace Akka.Cluster.Tools.Tests.Singleton;

/// <summary>A singleton that notes when it lives, and what it is told.</summary>
public sealed class Keeper : ReceiveActor
{
    private readonly Lifetimes _lifetimes;
    private readonly string _node;

    public Keeper(Lifetimes lifetimes, string node)
    {
        _lifetimes = lifetimes;
        _node = node;
        Receive<int>(number => Sender.Tell(number));
        Receive<string>(text =>
        {
            if (text == "where")
                Sender.Tell(_node);
            else
                Context.Stop(Self);
        });
    }

    protected override void PreStart() => _lifetimes.Begin("keeper", _node);

    protected override void PostStop() => _lifetimes.End("keeper", _node);
}
