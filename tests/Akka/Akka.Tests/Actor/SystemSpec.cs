using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Akka.Tests.Actor;

public sealed class SystemSpec : EngineSpec
{
    [Fact]
    public async Task An_extension_is_made_once_even_by_many_threads()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => new CounterProvider().Get(Sys))));
        Assert.Single(made.Distinct());
        Assert.True(Sys.HasExtension<Counter>());
        Assert.Same(made[0], Sys.WithExtension<Counter, CounterProvider>());
        Assert.Same(made[0], Sys.GetExtension<Counter>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void A_name_that_cannot_be_part_of_an_address_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task Termination_runs_registered_code_once_the_last_one_first()
    {
        var order = new List<int>();
        var system = ActorSystem.Create("ending", ConfigurationFactory.ParseString("akka.stdout-loglevel = OFF, akka.loglevel = OFF"));
        system.RegisterOnTermination(() => order.Add(1));
        system.RegisterOnTermination(() => order.Add(2));
        await Task.WhenAll(system.Terminate(), system.Terminate()).WaitAsync(Patience);
        Assert.Equal([2, 1], order);
        Assert.Throws<InvalidOperationException>(() => system.RegisterOnTermination(() => { }));
    }

    [Fact]
    public async Task After_the_end_asks_fail_and_stops_succeed_at_once()
    {
        var system = ActorSystem.Create("over", ConfigurationFactory.ParseString("akka.stdout-loglevel = OFF, akka.loglevel = OFF"));
        var actor = system.ActorOf(Props.Empty);
        await system.Terminate().WaitAsync(Patience);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<string>("?", Patience));
        Assert.True(await actor.GracefulStop(Patience));
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Empty));
    }

    [Fact]
    public void Setups_are_found_by_their_type_and_the_last_one_counts()
    {
        var setup = new Mine("a").And(BootstrapSetup.Create()).And(new Mine("b"));
        Assert.Equal("b", setup.Get<Mine>().Value.Text);
        Assert.True(setup.Get<BootstrapSetup>().HasValue);
        Assert.False(ActorSystemSetup.Empty.Get<Mine>().HasValue);
    }

    [Fact]
    public void The_reference_configuration_has_the_documented_defaults()
    {
        var silent = ConfigurationFactory.ParseString("akka.stdout-loglevel = OFF, akka.loglevel = OFF");
        using var system = ActorSystem.Create("defaults", silent);
        var config = system.Settings.Config;
        Assert.Equal(30, config.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(TimeSpan.FromMilliseconds(10), config.GetTimeSpan("akka.scheduler.tick-duration"));
        Assert.Equal(512, config.GetInt("akka.scheduler.ticks-per-wheel"));
        Assert.Equal(TimeSpan.FromSeconds(20), system.Settings.CreationTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, system.Settings.AskTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), system.Settings.UnstartedPushTimeout);
        Assert.Equal(10, system.Settings.LogDeadLetters);
        Assert.False(system.Settings.LogDeadLettersDuringShutdown);
        Assert.Equal(TimeSpan.FromSeconds(5), config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout"));
    }

    [Fact]
    public void Deployment_in_the_configuration_wins_over_the_code_and_wildcards_count()
    {
        using var system = ActorSystem.Create("deployed", ConfigurationFactory.ParseString("""
            akka.stdout-loglevel = OFF, akka.loglevel = OFF
            mine { type = PinnedDispatcher }
            akka.actor.deployment { /exact.dispatcher = mine, "/wild/*".stash-capacity = 7 }
            """));
        var exact = (LocalActorRef)system.ActorOf(Props.Empty.WithDispatcher("akka.actor.internal-dispatcher"), "exact");
        Assert.Equal("mine", exact.Cell.Dispatcher.Id);
        var deployer = ((ExtendedActorSystem)system).Provider.Deployer;
        Assert.Equal(7, deployer.Lookup(ActorPath.Parse("akka://deployed/user/wild/x")).StashCapacity);
        Assert.Equal(Deploy.None, deployer.Lookup(ActorPath.Parse("akka://deployed/user/wild/x/y")));
    }

    [Fact]
    public async Task Props_take_expressions_types_and_producers()
    {
        var word = "captured";
        Assert.Equal("captured1", await Ask(Props.Create(() => new Said(word, 1))));
        Assert.Equal("given2", await Ask(Props.Create<Said>("given", 2)));
        Assert.Equal("typed3", await Ask(Props.Create(typeof(Said), "typed", 3)));
        Assert.Equal("made4", await Ask(Props.CreateBy(new Producer())));
        Assert.Throws<ArgumentException>(() => Props.Create(typeof(string)));
    }

    private Task<string> Ask(Props props) => Sys.ActorOf(props).Ask<string>("?", Patience);

    private sealed class Counter : IExtension;

    private sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed class Mine(string text) : Setup
    {
        public string Text { get; } = text;
    }

    private sealed class Said : ReceiveActor
    {
        public Said(string word, int number)
        {
            ReceiveAny(_ => Sender.Tell(word + number));
        }
    }

    private sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(Said);

        public ActorBase Produce() => new Said("made", 4);

        public void Release(ActorBase actor)
        {
        }
    }
}
