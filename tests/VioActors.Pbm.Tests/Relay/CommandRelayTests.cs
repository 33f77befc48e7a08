using Akka.Actor;
using Petabridge.Cmd;
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
        var context = Context(new Everywhere(ActorRefs.Nobody));
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
        Assert.Equal(["vios1", "CUT", "7", ""], row.Cells.Select(cell => cell.Raw));
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

    [Fact]
    public async Task The_end_of_the_process_that_runs_a_command_is_its_answer()
    {
        var taken = new TaskCompletionSource();
        var there = _system.ActorOf(Props.Create(() => new Silent(taken)), "there");
        var asked = CutThereAsync(there);
        await taken.Task.WaitAsync(Patience);
        _system.Stop(there);
        Assert.Equal("The process of VIOS vios2 ended; whether the command ran is not known.", await asked);
    }

    [Fact]
    public async Task A_process_that_is_not_there_has_run_nothing()
    {
        var answer = await CutThereAsync(_system.ActorSelection("/user/nobody"));
        Assert.Equal("The process of VIOS vios2 does not answer, so the command did not run; try it again.", answer);
    }

    /// <summary>What a command says whose VIOS runs elsewhere.</summary>
    private async Task<string> CutThereAsync(ICanTell relay)
    {
        var palette = VioPalette.All(Context(new Everywhere(relay))).Single(one => one.Palette.ModuleName == "network");
        var command = new Command("cut", [Tuple.Create("-n", "vios2")]);
        return (await _system.ActorOf(palette.HandlerProps).Ask<ErroredCommandResponse>(command, Patience)).Text;
    }

    private PbmContext Context(IViosElsewhere elsewhere)
    {
        var vios = _system.ActorOf(Props.Create(() => new OneNetwork()));
        return new PbmContext
        {
            ViosDb = ActorRefs.Nobody,
            Phyp = ActorRefs.Nobody,
            Vioses = () => new Dictionary<string, IActorRef> { ["vios1"] = vios },
            Elsewhere = elsewhere,
            Lpar = () => null,
            StopVios = _ => Task.CompletedTask,
            StartVios = _ => Task.CompletedTask,
            Pool = PoolName.Parse("rootpool"),
            Cec = CecId.Parse("9009.42A.10F6E2B"),
            Ids = new NoIds(),
        };
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

    /// <summary>A process that takes a command and never answers it.</summary>
    private sealed class Silent : ReceiveActor
    {
        public Silent(TaskCompletionSource taken) => Receive<RunCommand>(_ => taken.SetResult());
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
