using Akka.Actor;

namespace VioActors.Benchmarks.Engine;

/// <summary>Actors made and ended by a parent, and what one costs that waits.</summary>
internal static class LifecycleBenchmark
{
    public const string Starts = "actor starts";
    public const string Stops = "actor stops";
    public const string Idle = "bytes of an idle ReceiveActor";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(ActorSystem system, Scale scale, Figures figures)
    {
        var parent = system.ActorOf(Props.Create(() => new Parent()));
        var clock = Clock.Start();
        await parent.Ask<string>(new Make(scale.Starts), Limit);
        figures.Add(Starts, clock.Rate(scale.Starts));
        clock = Clock.Start();
        await parent.Ask<string>(new EndAll(), Limit);
        figures.Add(Stops, clock.Rate(scale.Starts));
        await parent.GracefulStop(Limit);
        figures.Add(Idle, await IdleAsync(system, scale.IdleActors));
    }

    private static async Task<double> IdleAsync(ActorSystem system, int count)
    {
        var parent = system.ActorOf(Props.Create(() => new Parent()));
        await parent.Ask<ActorIdentity>(new Identify(1), Limit);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await parent.Ask<string>(new Make(count), Limit);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        await parent.GracefulStop(Limit);
        GC.Collect();
        return bytes;
    }

    private sealed record Make(int Count);

    private sealed record EndAll;

    private sealed record Started
    {
        public static readonly Started Instance = new();
    }

    /// <summary>Answers when the last child has started, or has ended.</summary>
    private sealed class Parent : ReceiveActor
    {
        private static readonly Props ChildProps = Props.Create<Child>();
        private IActorRef _asker = ActorRefs.Nobody;
        private int _awaited;

        public Parent()
        {
            Receive<Make>(make =>
            {
                (_asker, _awaited) = (Sender, make.Count);
                for (var i = 0; i < make.Count; i++)
                    Context.ActorOf(ChildProps);
            });
            Receive<Started>(_ => CountDown());
            Receive<EndAll>(_ =>
            {
                (_asker, _awaited) = (Sender, 0);
                foreach (var child in Context.GetChildren())
                {
                    _awaited++;
                    Context.Watch(child);
                    Context.Stop(child);
                }
            });
            Receive<Terminated>(_ => CountDown());
        }

        private void CountDown()
        {
            if (--_awaited == 0)
                _asker.Tell("done");
        }
    }

    private sealed class Child : ReceiveActor
    {
        public Child()
        {
            Receive<string>(_ => { });
        }

        protected override void PreStart() => Context.Parent.Tell(Started.Instance);
    }
}
