using Akka.Actor;
using Akka.Remote.Tests.Fixtures;

namespace Akka.Remote.Tests;

/// <summary>What peers may not do in untrusted mode.</summary>
public sealed class UntrustedTests : RemoteSpec
{
    private const string Untrusted = """
        akka.remote.untrusted-mode = on
        akka.remote.trusted-selection-paths = ["/user/open"]
        """;

    [Fact]
    public void Harmful_messages_and_stops_are_dropped_and_others_arrive()
    {
        var there = Another(Untrusted);
        var echo = Remotely(there, there.ActorOf(Props.Create<Echo>(), "echo"));

        echo.Tell(PoisonPill.Instance, TestActor);
        ((IInternalActorRef)echo).Stop();
        echo.Tell("alive", TestActor);

        ExpectMsg("alive", Patience);
    }

    [Fact]
    public void Selections_reach_trusted_paths_only()
    {
        var there = Another(Untrusted);
        there.ActorOf(Props.Create<Echo>(), "echo");
        there.ActorOf(Props.Create<Echo>(), "open");

        Sys.ActorSelection(new RootActorPath(AddressOf(there)) + "/user/echo").Tell("closed", TestActor);
        Sys.ActorSelection(new RootActorPath(AddressOf(there)) + "/user/open").Tell("open", TestActor);

        ExpectMsg("open", Patience);
    }

    [Fact]
    public void Watches_work()
    {
        var there = Another(Untrusted);
        var actor = there.ActorOf(Props.Create<Echo>());
        var remote = Remotely(there, actor);
        Watch(remote);
        there.Stop(actor);

        ExpectTerminated(remote, Patience);
    }
}
