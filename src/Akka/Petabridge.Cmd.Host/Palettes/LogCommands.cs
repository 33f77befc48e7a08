using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>The palette <c>log</c>: what the actor system logs, live and the recent past.</summary>
internal sealed class LogCommands : CommandPaletteHandler
{
    internal const string LevelArgument = "level";
    internal const string CountArgument = "count";

    internal static readonly CommandDefinition Tail = new CommandDefinitionBuilder()
        .WithName("tail")
        .WithDescription("Prints log events as they come, until cancelled.")
        .WithArgument(b => b.WithName(LevelArgument).WithSwitch("-l").WithSwitch("-L").WithDefaultValues("debug")
            .WithDescription("lowest level shown: debug, info, warning, error"))
        .Build();

    internal static readonly CommandDefinition Peek = new CommandDefinitionBuilder()
        .WithName("peek")
        .WithDescription("Prints the latest log events.")
        .WithArgument(b => b.WithName(LevelArgument).WithSwitch("-l").WithSwitch("-L").WithDefaultValues("debug")
            .WithDescription("lowest level shown: debug, info, warning, error"))
        .WithArgument(b => b.WithName(CountArgument).WithSwitch("-n").WithSwitch("-N").WithDefaultValues("20")
            .WithDescription("how many at most; the host remembers petabridge.cmd.log-memory of them"))
        .Build();

    private static readonly CommandPalette LogPalette = new("log", [Tail, Peek]);
    private readonly int _memory;
    private IActorRef _memorizer = ActorRefs.Nobody;

    internal LogCommands(int memory)
        : base(LogPalette) => _memory = memory;

    public override Props HandlerProps => Props.Create<LogCommandHandler>(LogPalette, _memorizer);

    public override void OnRegister(PetabridgeCmd plugin) =>
        _memorizer = plugin.Sys.ActorOf(Props.Create<LogMemorizer>(_memory), "petabridge.cmd-log-memorizer");
}
