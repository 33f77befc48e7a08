using System.Collections.Concurrent;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;
using VioActors.Pbm.Client;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>A palette of the product: its commands and the actor that runs them.</summary>
public sealed class VioPalette : CommandPaletteHandler
{
    private VioPalette(CommandPalette palette, Props handler)
        : base(palette) => HandlerProps = handler;

    /// <summary>Names a machine in the commands that are run by its hypervisor's process.</summary>
    internal const string MachineSwitch = "-m";

    /// <summary>Switches without a value with their descriptions: what clients are told of a command does not say.</summary>
    private static readonly ConcurrentDictionary<(string Switch, string Description), bool> Flags = new();

    public override Props HandlerProps { get; }

    /// <summary>Every palette of the product.</summary>
    public static IEnumerable<VioPalette> All(PbmContext context) =>
    [
        Of<CecPaletteActor>(CecPaletteActor.Palette, context),
        Of<ViosPaletteActor>(ViosPaletteActor.Palette, context),
        Of<LuPaletteActor>(LuPaletteActor.Palette, context),
        Of<OpticalPaletteActor>(OpticalPaletteActor.Palette, context),
        Of<SnapshotPaletteActor>(SnapshotPaletteActor.Palette, context),
        Of<PoolPaletteActor>(PoolPaletteActor.Palette, context),
        Of<FabricPaletteActor>(FabricPaletteActor.Palette, context),
        Of<InterconnectPaletteActor>(InterconnectPaletteActor.Palette, context),
        Of<NetworkPaletteActor>(NetworkPaletteActor.Palette, context),
        Of<ChapPaletteActor>(ChapPaletteActor.Palette, context),
        Of<LparPaletteActor>(LparPaletteActor.Palette, context),
        Of<VfcPaletteActor>(VfcPaletteActor.Palette, context),
        Of<MemoryPaletteActor>(MemoryPaletteActor.Palette, context),
        Of<ImagePaletteActor>(ImagePaletteActor.Palette, context),
        Of<SanPaletteActor>(SanPaletteActor.Palette, context),
        Of<DlparPaletteActor>(DlparPaletteActor.Palette, context),
        Of<DevicePaletteActor>(DevicePaletteActor.Palette, context),
        Of<ViosbrPaletteActor>(ViosbrPaletteActor.Palette, context),
        .. context.Api is null ? [] : ThroughApi(context),
    ];

    /// <summary>Whether an argument of a command in this process is a switch without a value.</summary>
    public static bool IsFlag(PbmArgument argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return Flags.ContainsKey((argument.Switches[0], argument.Description)) || TableOptions.IsJson(argument.Switches[0]);
    }

    internal static CommandDefinition Define(string name, string description,
        params ReadOnlySpan<Func<CommandDefinitionBuilder, CommandDefinitionBuilder>> arguments)
    {
        var builder = new CommandDefinitionBuilder().WithName(name).WithDescription(description);
        foreach (var argument in arguments)
            builder = argument(builder);
        return TableOptions.AddJsonTo(builder).Build();
    }

    /// <summary>A command that is run by the process of a machine's hypervisor, from wherever it is given.</summary>
    internal static CommandDefinition DefineOnCec(string name, string description,
        params ReadOnlySpan<Func<CommandDefinitionBuilder, CommandDefinitionBuilder>> arguments) => Define(
            name, description,
            [.. arguments, Optional("machine", MachineSwitch, "serial number of the machine; without it that of this process")]);

    /// <summary>An argument without a value.</summary>
    internal static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Flag(string name, string @switch, string description)
    {
        Flags[(@switch, description)] = true;
        return Optional(name, @switch, description);
    }

    /// <summary>An argument that must be given.</summary>
    internal static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Mandatory(string name, string @switch, string description) =>
        builder => builder.WithArgument(argument =>
            argument.WithName(name).WithSwitch(@switch).WithDescription(description).IsMandatory(true));

    /// <summary>An argument that may be given.</summary>
    internal static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Optional(string name, string @switch, string description) =>
        builder => builder.WithArgument(argument => argument.WithName(name).WithSwitch(@switch).WithDescription(description));

    /// <summary>The options of a command that prints a table.</summary>
    internal static CommandDefinitionBuilder WithTable(CommandDefinitionBuilder builder) => TableOptions.AddTo(builder);

    private static VioPalette[] ThroughApi(PbmContext context) =>
    [
        Of<ClusterPaletteActor>(ClusterPaletteActor.Palette, context),
        Of<ClientPaletteActor>(ClientPaletteActor.Palette, context),
        Of<AdapterPaletteActor>(AdapterPaletteActor.Palette, context),
        Of<MappingPaletteActor>(MappingPaletteActor.Palette, context),
        Of<PvPaletteActor>(PvPaletteActor.Palette, context),
        Of<EventPaletteActor>(EventPaletteActor.Palette, context),
        Of<JobPaletteActor>(JobPaletteActor.Palette, context),
        Of<ToolPaletteActor>(ToolPaletteActor.Palette, context),
    ];

    private static VioPalette Of<TActor>(CommandPalette palette, PbmContext context)
        where TActor : PaletteActor => new(palette, Props.Create(typeof(TActor), context));
}
