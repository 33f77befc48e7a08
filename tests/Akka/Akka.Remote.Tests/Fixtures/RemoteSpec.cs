using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Akka.Remote.Tests.Fixtures;

/// <summary>A system with remoting on a free port, and others like it that end with the test.</summary>
public abstract class RemoteSpec : TestKit.Xunit2.TestKit
{
    /// <summary>Long enough for any machine; never part of what is proven.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ActorSystem> _others = [];

    protected RemoteSpec(string hocon = "")
        : base(ConfigOf(hocon), "here")
    {
    }

    /// <summary>Where this test's system is reached.</summary>
    protected Address Here => AddressOf(Sys);

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    protected static int UidOf(ActorSystem system) => AddressUidExtension.Uid(system);

    protected static Config ConfigOf(string hocon) => ConfigurationFactory.ParseString(hocon).WithFallback("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
          test.default-timeout = 60s
          test.single-expect-default = 60s
          test.filter-leeway = 60s
          actor.provider = remote
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            serialization-settings.json.types = ["Akka.Remote.Tests.Fixtures.Note, Akka.Remote.Tests"]
          }
          remote {
            flush-wait-on-shutdown = 1 s
            watch-failure-detector.acceptable-heartbeat-pause = 120 s
            retry-gate-closed-for = 200 ms
            dot-netty.tcp {
              hostname = 127.0.0.1
              port = 0
              applied-adapters = ["trttl"]
            }
          }
        }
        """);

    /// <summary>Another system.</summary>
    protected ActorSystem Another(string hocon = "", string name = "there")
    {
        var system = ActorSystem.Create(name, ConfigOf(hocon));
        _others.Add(system);
        return system;
    }

    /// <summary>
    /// Another system at a port that was free a moment ago. A connection of another program may have the port for a while.
    /// </summary>
    protected ActorSystem AnotherAt(int port, string name = "there")
    {
        ActorSystem? system = null;
        AwaitAssert(() => system = Another($"akka.remote.dot-netty.tcp.port = {port}", name), Patience);
        return system!;
    }

    /// <summary>The reference to <paramref name="actor"/> of another system as this one sees it.</summary>
    protected IActorRef Remotely(ActorSystem owner, IActorRef actor) => ((ExtendedActorSystem)Sys).Provider
        .ResolveActorRef(actor.Path.ToSerializationFormatWithAddress(AddressOf(owner)));

    protected TestProbe ProbeIn(ActorSystem system) => CreateTestProbe(system);

    protected Task<IActorRef> Find(ActorSystem owner, string path) =>
        Sys.ActorSelection(new RootActorPath(AddressOf(owner)) + path).ResolveOne(Patience);

    /// <summary>
    /// From now on <paramref name="mode"/> counts for the frames between <paramref name="system"/> and <paramref name="other"/>.
    /// </summary>
    protected static async Task Throttle(
        ActorSystem system, ActorSystem other, ThrottleTransportAdapter.Direction direction, ThrottleMode mode) =>
        Assert.True(await RARP.For(system).Provider.Transport.ManagementCommand(new SetThrottle(AddressOf(other), direction, mode)));

    /// <summary>Subscribes a probe of this system to an event of another.</summary>
    protected TestProbe EventsOf<T>(ActorSystem system)
    {
        var probe = CreateTestProbe(system);
        system.EventStream.Subscribe(probe.Ref, typeof(T));
        return probe;
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Task.WaitAll([.. _others.Select(other => other.Terminate())], Patience);
    }

    /// <summary>Answers with what it gets.</summary>
    protected sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
