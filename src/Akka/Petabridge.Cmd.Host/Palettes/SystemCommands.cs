using System.Globalization;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>The palette <c>system</c>: the process that the actor system runs in.</summary>
internal sealed class SystemCommands : CommandPaletteHandler
{
    internal static readonly CommandDefinition Uptime = new CommandDefinitionBuilder()
        .WithName("uptime")
        .WithDescription("Prints how long the actor system has run.")
        .Build();

    internal static readonly CommandDefinition Info = new CommandDefinitionBuilder()
        .WithName("info")
        .WithDescription("Prints name, process, runtime and memory use.")
        .Build();

    private static readonly CommandPalette SystemPalette = new("system", [Uptime, Info]);

    internal SystemCommands()
        : base(SystemPalette)
    {
    }

    public override Props HandlerProps { get; } = Props.Create<Handler>(SystemPalette);

    internal static string UptimeText(TimeSpan uptime) =>
        $"up {uptime.Days.ToString(CultureInfo.InvariantCulture)}d {uptime.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture)}";

    private static string InfoText(ActorSystem system) => string.Join(
        '\n',
        $"system    {system.Name}",
        $"uptime    {UptimeText(system.Uptime)}",
        $"process   {Environment.ProcessId} on {Environment.MachineName}",
        $"runtime   {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        string.Create(CultureInfo.InvariantCulture, $"cores     {Environment.ProcessorCount}"),
        string.Create(CultureInfo.InvariantCulture, $"resident  {Environment.WorkingSet >> 20} MiB"),
        string.Create(CultureInfo.InvariantCulture, $"managed   {GC.GetTotalMemory(false) >> 20} MiB"));

    private sealed class Handler : CommandHandlerActor
    {
        public Handler(CommandPalette palette)
            : base(palette)
        {
            Process(Uptime.Name, _ => Sender.Tell(new CommandResponse(UptimeText(Context.System.Uptime))));
            Process(Info.Name, _ => Sender.Tell(new CommandResponse(InfoText(Context.System))));
        }
    }
}
