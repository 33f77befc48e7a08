using System.Collections.Concurrent;
using Akka.Actor;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Tests.Demo;

/// <summary>A palette with every kind of behaviour that a handler can have.</summary>
public sealed class DemoCommands : CommandPaletteHandler
{
    public static readonly CommandDefinition Echo = new CommandDefinitionBuilder().WithName("echo").WithDescription("Says it again.")
        .WithArgument(b => b.WithName("text").IsMandatory(true).WithSwitch("-m").WithSwitch("-M"))
        .WithArgument(b => b.WithName("times").WithSwitch("-n").WithDefaultValues("1"))
        .Build();

    public static readonly CommandDefinition Count = new CommandDefinitionBuilder().WithName("count")
        .WithArgument(b => b.WithName("to").IsMandatory(true).WithSwitch("-n"))
        .Build();

    public static readonly CommandDefinition Forever = new CommandDefinitionBuilder().WithName("forever").Build();

    public static readonly CommandDefinition Crash = new CommandDefinitionBuilder().WithName("crash").Build();

    public static readonly CommandDefinition Stop = new CommandDefinitionBuilder().WithName("stop").Build();

    public static readonly CommandDefinition Refuse = new CommandDefinitionBuilder().WithName("refuse").Build();

    public static readonly CommandDefinition Flood = new CommandDefinitionBuilder().WithName("flood").Build();

    public static readonly CommandDefinition Forgotten = new CommandDefinitionBuilder().WithName("forgotten").Build();

    private static readonly CommandPalette DemoPalette = new("demo", [Echo, Count, Forever, Crash, Stop, Refuse, Flood, Forgotten]);

    public DemoCommands()
        : base(DemoPalette)
    {
    }

    public override Props HandlerProps => Props.Create<DemoHandler>(DemoPalette, this);

    /// <summary>Handlers that were made, over all clients.</summary>
    public ConcurrentBag<string> Handlers { get; } = [];

    /// <summary>Set when a `forever` has ended: its sender has stopped, or the handler itself.</summary>
    public TaskCompletionSource StreamEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Registrations { get; private set; }

    public override void OnRegister(PetabridgeCmd plugin) => Registrations++;
}
