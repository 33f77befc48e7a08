using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>The palette <c>uptime</c>, whose one command is named as the palette, so the single word is a whole command line.</summary>
internal sealed class UptimeCommands : CommandPaletteHandler
{
    private static readonly CommandDefinition Uptime = new CommandDefinitionBuilder()
        .WithName("uptime")
        .WithDescription("Prints how long the actor system has run; the same as `system uptime`.")
        .Build();

    private static readonly CommandPalette UptimePalette = new("uptime", [Uptime]);

    internal UptimeCommands()
        : base(UptimePalette)
    {
    }

    public override Props HandlerProps { get; } = Props.Create<Handler>(UptimePalette);

    private sealed class Handler : CommandHandlerActor
    {
        public Handler(CommandPalette palette)
            : base(palette) =>
            Process(Uptime.Name, _ => Sender.Tell(new CommandResponse(SystemCommands.UptimeText(Context.System.Uptime))));
    }
}
