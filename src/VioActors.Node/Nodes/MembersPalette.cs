using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Host;

namespace VioActors.Node.Nodes;

/// <summary>
/// The engine's commands about the processes of the cluster under the name <c>members</c>, as <c>cluster</c> is the cluster of VIOSes here.
/// Thread-safe.
/// </summary>
internal sealed class MembersPalette : CommandPaletteHandler
{
    private MembersPalette()
        : base(new CommandPalette("members", ClusterCommands.Instance.Palette.Commands))
    {
    }

    public static MembersPalette Instance { get; } = new();

    public override Props HandlerProps => ClusterCommands.Instance.HandlerProps;
}
