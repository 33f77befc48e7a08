using Akka.Actor;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Cluster;

/// <summary>
/// The palette <c>cluster</c>: who the members are, and making them join, leave and go down. Needs a host whose system has
/// <c>akka.actor.provider = cluster</c>. Immutable and thread-safe.
/// </summary>
public sealed class ClusterCommands : CommandPaletteHandler
{
    /// <summary>The only value.</summary>
    public static readonly ClusterCommands Instance;

    internal const string AddressArgument = "address";

    internal static readonly CommandDefinition Show = Define("show", "Prints all members, one a line, and how many there are.");

    internal static readonly CommandDefinition ShowUnreachable =
        Define("show-unreachable", "Prints the members that do not answer heartbeats, and how many there are.");

    internal static readonly CommandDefinition Status = Define("status", "Prints the node that this client is connected to.");

    internal static readonly CommandDefinition Leader = Define("leader", "Prints the address of the leader.");

    internal static readonly CommandDefinition Tail = Define(
        "tail", "Prints changes of members and reachability as they come, until cancelled.");

    internal static readonly CommandDefinition Join = new CommandDefinitionBuilder()
        .WithName("join")
        .WithDescription("Makes the node that this client is connected to a member.")
        .WithArgument(b => b.WithName(AddressArgument).IsMandatory(true).WithSwitch("-a").WithSwitch("-A")
            .WithDescription("a member of the cluster, or the node itself for a new one; akka.tcp://system@host:port"))
        .Build();

    internal static readonly CommandDefinition Leave = new CommandDefinitionBuilder()
        .WithName("leave")
        .WithDescription("Makes a member hand over its work and go.")
        .WithArgument(b => b.WithName(AddressArgument).WithSwitch("-a").WithSwitch("-A").WithDefaultValues("self")
            .WithDescription("the member; the node that this client is connected to when left out"))
        .Build();

    internal static readonly CommandDefinition Down = new CommandDefinitionBuilder()
        .WithName("down")
        .WithDescription("Shuts a member out. It is removed when it is certain that it does not act any more.")
        .WithArgument(b => b.WithName(AddressArgument).IsMandatory(true).WithSwitch("-a").WithSwitch("-A").WithDescription("the member"))
        .Build();

    internal static readonly CommandDefinition DownUnreachable =
        Define("down-unreachable", "Shuts all members out that do not answer heartbeats.");

    private static readonly CommandPalette ClusterPalette =
        new("cluster", [Show, ShowUnreachable, Status, Leader, Tail, Join, Leave, Down, DownUnreachable]);

    static ClusterCommands() => Instance = new ClusterCommands();

    private ClusterCommands()
        : base(ClusterPalette)
    {
    }

    /// <inheritdoc />
    public override Props HandlerProps { get; } = Props.Create<ClusterCommandHandler>(ClusterPalette);

    private static CommandDefinition Define(string name, string description) =>
        new CommandDefinitionBuilder().WithName(name).WithDescription(description).Build();
}
