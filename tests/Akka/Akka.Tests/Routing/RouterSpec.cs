using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Akka.TestKit;

namespace Akka.Tests.Routing;

public sealed class RouterSpec : Akka.TestKit.Xunit2.TestKit
{
    public RouterSpec()
        : base("""
            akka {
              test { single-expect-default = 60s, filter-leeway = 60s }
              actor.deployment {
                /configured { router = round-robin-pool, nr-of-instances = 3 }
                /group { router = broadcast-group, routees.paths = ["/user/a", "/user/b"] }
                /hashed { router = consistent-hashing-pool, nr-of-instances = 4, virtual-nodes-factor = 17 }
                /chopping { router = tail-chopping-pool, nr-of-instances = 2, within = 10s, tail-chopping-router.interval = 10ms }
                /resized {
                  router = round-robin-pool
                  resizer { enabled = on, lower-bound = 2, upper-bound = 3 }
                }
              }
            }
            """)
    {
    }

    [Fact]
    public void Round_robin_takes_one_routee_after_the_other()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(3)));

        var first = Answers(router, 3);
        var second = Answers(router, 3);

        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first, second);
        Assert.All(first, routee => Assert.Equal(router.Path, routee.Path.Parent));
    }

    [Fact]
    public void A_broadcast_pool_sends_to_all()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new BroadcastPool(3)));

        router.Tell("x");

        Assert.Equal(3, ReceiveN(3).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(PoolsOfThree))]
    public void Every_pool_answers_and_takes_broadcasts(Pool pool)
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(pool));

        router.Tell(new Akka.Routing.Broadcast("x"));

        Assert.Equal(3, ReceiveN(3).Distinct().Count());
        router.Tell(new ConsistentHashableEnvelope("x", "key"));
        Assert.Equal(router.Path, ExpectMsg<IActorRef>().Path.Parent);
    }

    public static TheoryData<Pool> PoolsOfThree() =>
    [
        new RoundRobinPool(3), new RandomPool(3), new SmallestMailboxPool(3), new ConsistentHashingPool(3),
        new ScatterGatherFirstCompletedPool(3, TimeSpan.FromSeconds(10)),
        new TailChoppingPool(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)),
    ];

    [Fact]
    public void A_random_pool_uses_its_randomness()
    {
        Routee[] routees = [Routee.FromActorRef(CreateTestProbe()), Routee.FromActorRef(CreateTestProbe())];
        var same = Enumerable.Range(0, 20).Select(_ => new RandomLogic(new Random(7)).Select("", routees)).Distinct();
        var logic = new RandomLogic(new Random(7));

        Assert.Single(same);
        Assert.Equal(2, Enumerable.Range(0, 50).Select(_ => logic.Select("", routees)).Distinct().Count());
    }

    [Fact]
    public void Messages_with_the_same_key_go_to_the_same_routee()
    {
        var pool = new ConsistentHashingPool(5).WithHashMapping(m => (m as string)?[..1]);
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(pool));
        var byKey = new Dictionary<char, IActorRef>();

        foreach (var text in Enumerable.Range(0, 100).Select(i => $"{(char)('a' + (i % 20))}{i}"))
        {
            router.Tell(text);
            var routee = ExpectMsg<IActorRef>();
            Assert.Equal(byKey.TryAdd(text[0], routee) ? routee : byKey[text[0]], routee);
        }

        Assert.InRange(byKey.Values.Distinct().Count(), 2, 5);
    }

    [Fact]
    public void A_message_without_a_key_is_refused_with_a_warning()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new ConsistentHashingPool(2)));

        EventFilter.Warning(contains: "has no key").ExpectOne(() => router.Tell("no key"));

        Assert.False(HasMessages);
    }

    [Fact]
    public void A_change_of_one_node_moves_only_its_own_keys()
    {
        var ring = ConsistentHash.Create(["a", "b", "c"], 10);
        var keys = Enumerable.Range(0, 300).Select(i => $"key{i}").ToArray();
        var before = keys.ToDictionary(key => key, ring.NodeFor);

        var smaller = ring.Remove("b");

        Assert.All(keys.Where(key => before[key] != "b"), key => Assert.Equal(before[key], smaller.NodeFor(key)));
        Assert.All(keys, key => Assert.Equal(before[key], smaller.Add("b").NodeFor(key)));
        Assert.Equal(3, before.Values.Distinct().Count());
        Assert.Throws<InvalidOperationException>(() => ConsistentHash.Create(Array.Empty<string>(), 10).NodeFor("x"));
    }

    [Fact]
    public void The_smallest_mailbox_is_preferred()
    {
        var busy = ActorOf(Props.Create(() => new Blocking(Gate)).WithDispatcher("akka.actor.default-blocking-io-dispatcher"));
        var idle = ActorOf(Props.Create(() => new Echo()));
        try
        {
            for (var i = 0; i < 3; i++)
                busy.Tell("work");
            AwaitCondition(() => ((ActorRefWithCell)busy).Underlying.NumberOfMessages > 0);

            var chosen = new SmallestMailboxRoutingLogic().Select("x", [Routee.FromActorRef(busy), Routee.FromActorRef(idle)]);

            Assert.Equal(Routee.FromActorRef(idle), chosen);
        }
        finally
        {
            Gate.Set();
        }
    }

    [Fact]
    public void A_group_sends_to_the_actors_at_its_paths()
    {
        var a = ActorOf(Props.Create(() => new Echo()), "a");
        var b = ActorOf(Props.Create(() => new Echo()), "b");
        var router = ActorOf(Props.Empty.WithRouter(new RoundRobinGroup("/user/a", "/user/b")));

        Assert.Equal([a, b, a, b], Answers(router, 4));

        var fromConfig = ActorOf(Props.Empty.WithRouter(FromConfig.Instance), "group");
        fromConfig.Tell("x");
        ExpectMsgAllOf(a, b);
    }

    [Fact]
    public void The_configuration_says_how_to_route()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(FromConfig.Instance), "configured");

        Assert.Equal(3, Answers(router, 6).Distinct().Count());
    }

    [Fact]
    public void The_configuration_replaces_the_router_of_the_code()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new BroadcastPool(9)), "configured");

        Assert.Equal(3, Answers(router, 6).Distinct().Count());
    }

    [Theory]
    [InlineData("hashed", 4)]
    [InlineData("chopping", 2)]
    [InlineData("resized", 2)]
    public void Every_kind_of_router_can_be_configured(string name, int size)
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(FromConfig.Instance), name);

        Assert.Equal(size, Members(router).Count);
    }

    [Fact]
    public void A_router_without_its_configuration_is_refused()
    {
        Assert.Throws<ConfigurationException>(() => ActorOf(Props.Create(() => new Echo()).WithRouter(FromConfig.Instance), "unknown"));
    }

    [Fact]
    public void Routees_are_added_and_removed()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(1)));
        var probe = CreateTestProbe();
        var added = Routee.FromActorRef(probe);

        router.Tell(new AddRoutee(added));
        Assert.Contains(added, Members(router));
        router.Tell(new RemoveRoutee(added));
        Assert.DoesNotContain(added, Members(router));
        router.Tell(new AdjustPoolSize(2));
        Assert.Equal(3, Members(router).Count);
        router.Tell(new AdjustPoolSize(-1));
        Assert.Equal(2, Members(router).Count);
    }

    [Fact]
    public void A_routee_that_stops_is_removed_and_the_last_one_takes_the_router_with_it()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(2)));
        Watch(router);
        var routees = Answers(router, 2);

        Sys.Stop(routees[0]);
        AwaitAssert(() => Assert.Single(Members(router)), interval: TimeSpan.FromMilliseconds(5));
        Sys.Stop(routees[1]);

        FishForMessage<Terminated>(terminated => terminated.ActorRef.Equals(router));
    }

    [Fact]
    public void A_poison_pill_stops_the_router_and_its_routees()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(2)));
        var probe = CreateTestProbe();
        foreach (var routee in Answers(router, 2))
            probe.Watch(routee);
        Watch(router);

        router.Tell(PoisonPill.Instance);

        Assert.Equal(2, probe.ReceiveN(2).OfType<Terminated>().Count());
        ExpectTerminated(router);
    }

    [Fact]
    public void The_failure_of_a_routee_is_handled_by_the_strategy_of_the_pool()
    {
        var pool = new RoundRobinPool(1, null, SupervisorStrategy.StoppingStrategy, null);
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(pool));
        Watch(router);

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => router.Tell("boom"));

        ExpectTerminated(router);
    }

    [Fact]
    public void The_failure_of_a_routee_restarts_the_pool_by_default()
    {
        var router = ActorOf(Props.Create(() => new Echo()).WithRouter(new RoundRobinPool(2)));
        var before = Answers(router, 2);

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => router.Tell("boom"));

        Assert.Equal(before.ToHashSet(), Answers(router, 4).ToHashSet());
    }

    [Fact]
    public void The_first_answer_of_a_scatter_counts()
    {
        var silent = ActorOf(Props.Create(() => new Silent()), "silent");
        var echo = ActorOf(Props.Create(() => new Echo()), "echo");
        var router = ActorOf(Props.Empty.WithRouter(
            new ScatterGatherFirstCompletedGroup(TimeSpan.FromSeconds(10), silent.Path.ToString(), echo.Path.ToString())));

        router.Tell("x");

        ExpectMsg(echo);
    }

    [Fact]
    public void A_scatter_that_nobody_answers_fails_in_time()
    {
        ActorOf(Props.Create(() => new Silent()), "silent");
        var router = ActorOf(Props.Empty.WithRouter(new ScatterGatherFirstCompletedGroup(TimeSpan.FromMilliseconds(20), "/user/silent")));

        router.Tell("x");

        Assert.IsType<AskTimeoutException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void A_tail_is_chopped_by_the_next_routee()
    {
        ActorOf(Props.Create(() => new Silent()), "silent");
        var echo = ActorOf(Props.Create(() => new Echo()), "echo");
        var router = ActorOf(Props.Empty.WithRouter(
            new TailChoppingGroup(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(10), "/user/silent", "/user/echo")));

        router.Tell("x");

        ExpectMsg(echo);
    }

    [Theory]
    [InlineData(5, 5, 1, 1)]
    [InlineData(5, 4, 0, 0)]
    [InlineData(10, 10, 2, 2)]
    [InlineData(10, 2, 0, -1)]
    [InlineData(10, 0, 0, -1)]
    public void A_resizer_grows_under_pressure_and_shrinks_without(int size, int pressure, int rampup, int change)
    {
        var resizer = new DefaultResizer(1, 100);

        Assert.Equal(rampup, resizer.Rampup(pressure, size));
        Assert.Equal(change, resizer.Filter(pressure, size));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(5, 4)]
    public void A_resizer_with_wrong_bounds_is_refused(int lower, int upper)
    {
        Assert.Throws<ArgumentException>(() => new DefaultResizer(lower, upper));
    }

    private ManualResetEventSlim Gate { get; } = new();

    private List<IActorRef> Answers(IActorRef router, int count)
    {
        var answers = new List<IActorRef>();
        for (var i = 0; i < count; i++)
        {
            router.Tell("x");
            answers.Add(ExpectMsg<IActorRef>());
        }

        return answers;
    }

    private List<Routee> Members(IActorRef router)
    {
        var probe = CreateTestProbe();
        probe.Send(router, GetRoutees.Instance);
        return probe.ExpectMsg<Routees>().Members.ToList();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo()
        {
            Receive<string>(text => text == "boom", text => throw new InvalidOperationException(text));
            Receive<string>(_ => Sender.Tell(Self));
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }

    private sealed class Blocking : ReceiveActor
    {
        public Blocking(ManualResetEventSlim gate) => ReceiveAny(_ => gate.Wait(TimeSpan.FromSeconds(30)));
    }
}
