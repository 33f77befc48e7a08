using System.Globalization;
using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>Runs the palette <c>actor</c>; each hierarchy is walked by a child of its own.</summary>
internal sealed class ActorCommandHandler : CommandHandlerActor
{
    private const int DepthMax = 64;

    public ActorCommandHandler(CommandPalette palette)
        : base(palette)
    {
        Process(ActorCommands.SystemName.Name, _ => Sender.Tell(new CommandResponse($"akka://{Context.System.Name}")));
        Process(ActorCommands.Hierarchy.Name, ShowHierarchy);
    }

    private void ShowHierarchy(Command command)
    {
        var depthText = Value(command, ActorCommands.DepthArgument);
        if (!int.TryParse(depthText, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) || depth > DepthMax)
        {
            Sender.Tell(new ErroredCommandResponse($"The depth [{depthText}] is not a number from 0 to {DepthMax}."));
            return;
        }

        var typed = Value(command, ActorCommands.StartArgument);
        var start = StartPath(typed);
        if (start is null)
        {
            Sender.Tell(new ErroredCommandResponse($"The start path [{typed}] is no path of an actor, such as /user/name."));
            return;
        }

        Context.ActorOf(Props.Create<HierarchyWalk>(start, depth, Sender));
    }

    private static string Value(Command command, string argument) =>
        command.Arguments.First(a => ActorCommands.Hierarchy.ArgumentsByName[argument].Switch.Contains(a.Item1)).Item2;

    private static string? StartPath(string typed)
    {
        var path = ActorPath.TryParse(typed, out var full) ? full.ToStringWithoutAddress() : typed;
        var elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path.StartsWith('/') && !path.Contains('*') && elements.Length > 0 && elements.All(ActorPath.IsValidPathElement)
            ? "/" + string.Join('/', elements)
            : null;
    }
}
