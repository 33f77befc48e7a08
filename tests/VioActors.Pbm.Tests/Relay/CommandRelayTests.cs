using Akka.Actor;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Pbm.Palettes;
using VioActors.Pbm.Relay;

namespace VioActors.Pbm.Tests.Relay;

/// <summary>Commands that come from another process.</summary>
public sealed class CommandRelayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ActorSystem _system = ActorSystem.Create("relay");
    private readonly IActorRef _relay;

    public CommandRelayTests()
    {
        var vios = _system.ActorOf(Props.Create(() => new OneNetwork()));
        var context = new PbmContext
        {
            ViosDb = ActorRefs.Nobody,
            Phyp = ActorRefs.Nobody,
            Vioses = () => new Dictionary<string, IActorRef> { ["vios1"] = vios },
            Elsewhere = new Everywhere(ActorRefs.Nobody),
            Lpar = () => null,
            StopVios = _ => Task.CompletedTask,
            StartVios = _ => Task.CompletedTask,
            Pool = PoolName.Parse("rootpool"),
            Cec = CecId.Parse("9009.42A.10F6E2B"),
            Ids = new NoIds(),
        };
        _relay = _system.ActorOf(Props.Create(() => new CommandRelayActor(context)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task Runs_a_command_about_its_own_VIOS()
    {
        var run = await AskAsync<CommandRun>(new RunCommand("network", "cut", [new CommandWord("-n", "vios1")]));
        Assert.Equal(new CommandRun(true, "The way of vios1 to the VIOS DB is cut."), run);
    }

    [Fact]
    public async Task Fills_the_rows_of_its_own_VIOS()
    {
        await AskAsync<CommandRun>(new RunCommand("network", "cut", [new CommandWord("-n", "vios1")]));
        var filled = await AskAsync<TableFilled>(new FillTable("network", "list", []));
        var row = Assert.Single(filled.Rows);
        Assert.Equal(["vios1", "CUT", "7"], row.Cells.Select(cell => cell.Raw));
    }

    [Fact]
    public async Task Never_sends_a_command_on()
    {
        var run = await AskAsync<CommandRun>(new RunCommand("network", "cut", [new CommandWord("-n", "vios2")]));
        Assert.False(run.Succeeded);
        Assert.Contains("No VIOS vios2 runs", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("network", "explode", 0)]
    [InlineData("nothing", "list", 0)]
    [InlineData("network", "cut", 65)]
    public async Task Refuses_what_is_no_command(string palette, string name, int words)
    {
        var many = Enumerable.Repeat(new CommandWord("-n", "vios1"), words).ToValueList();
        var run = await AskAsync<CommandRun>(new RunCommand(palette, name, many));
        Assert.False(run.Succeeded);
        Assert.Contains("runs another version", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_not_of_VIOSes_is_not_filled()
    {
        var run = await AskAsync<CommandRun>(new FillTable("vios", "list", []));
        Assert.False(run.Succeeded);
    }

    private Task<T> AskAsync<T>(object message) => _relay.Ask<T>(message, Patience);

    /// <summary>A VIOS that knows only its way to the VIOS DB.</summary>
    private sealed class OneNetwork : ReceiveActor
    {
        private bool _isCut;

        public OneNetwork()
        {
            Receive<CutClusterNetwork>(cut =>
            {
                _isCut = cut.Cut;
                Sender.Tell(new ClusterNetworkReport(_isCut, 7));
            });
            Receive<GetClusterNetworkReport>(_ => Sender.Tell(new ClusterNetworkReport(_isCut, 7)));
        }
    }

    private sealed class Everywhere(ICanTell relay) : IViosElsewhere
    {
        public IReadOnlyDictionary<string, ICanTell> Relays() => new Dictionary<string, ICanTell> { ["vios2"] = relay };
    }

    private sealed class NoIds : IIdSource
    {
        public Guid Next() => throw new InvalidOperationException("Nothing is made here.");
    }
}
