using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>The palette <c>actor</c>: what lives in the actor system.</summary>
internal sealed class ActorCommands : CommandPaletteHandler
{
    internal const string DepthArgument = "depth";
    internal const string StartArgument = "start-path";

    internal static readonly CommandDefinition SystemName = new CommandDefinitionBuilder()
        .WithName("system")
        .WithDescription("Prints the address of the actor system.")
        .Build();

    internal static readonly CommandDefinition Hierarchy = new CommandDefinitionBuilder()
        .WithName("hierarchy")
        .WithDescription("Prints the paths of running actors, one a line, parents first.")
        .WithArgument(b => b.WithName(DepthArgument).WithSwitch("-d").WithSwitch("-D").WithDefaultValues("4")
            .WithDescription("levels below the start, 0 to 64"))
        .WithArgument(b => b.WithName(StartArgument).WithSwitch("-s").WithSwitch("-S").WithDefaultValues("/user")
            .WithDescription("path of the actor to start at"))
        .Build();

    private static readonly CommandPalette ActorPalette = new("actor", [SystemName, Hierarchy]);

    internal ActorCommands()
        : base(ActorPalette)
    {
    }

    public override Props HandlerProps { get; } = Props.Create<ActorCommandHandler>(ActorPalette);
}
