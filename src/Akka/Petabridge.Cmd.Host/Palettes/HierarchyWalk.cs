using Akka.Actor;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>
/// Finds the start of a hierarchy, then reads the tree below it from the references; actors are not disturbed, so a busy one shows as well.
/// Answers its asker once and stops.
/// </summary>
internal sealed class HierarchyWalk : ReceiveActor
{
    private const int ActorsMax = 10_000;
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(5);

    // '/' before every other character, so that children come right after their parent.
    private static readonly Comparer<string> TreeOrder =
        Comparer<string>.Create(static (a, b) => string.CompareOrdinal(a.Replace('/', '\0'), b.Replace('/', '\0')));

    private readonly string _start;
    private readonly int _depth;
    private readonly IActorRef _replyTo;

    public HierarchyWalk(string start, int depth, IActorRef replyTo)
    {
        _start = start;
        _depth = depth;
        _replyTo = replyTo;
        Receive<ActorIdentity>(identity => Finish(identity.Subject));
        Receive<ReceiveTimeout>(_ => Finish(null));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    protected override void PreStart()
    {
        Context.Watch(_replyTo);
        Context.ActorSelection(_start).Tell(new Identify(_start));
        Context.SetReceiveTimeout(FindLimit);
    }

    private void Finish(IActorRef? start)
    {
        _replyTo.Tell(start is null
            ? new ErroredCommandResponse($"No actor at [{_start}] answers.")
            : new CommandResponse(Show(start)));
        Context.Stop(Self);
    }

    private string Show(IActorRef start)
    {
        var paths = new SortedSet<string>(TreeOrder);
        var level = new List<IActorRef> { start };
        for (var depth = 0; depth <= _depth && level.Count > 0 && paths.Count < ActorsMax; depth++)
        {
            paths.UnionWith(level.Take(ActorsMax - paths.Count).Select(a => a.Path.ToStringWithoutAddress()));
            level = [.. level.SelectMany(a => (a as ActorRefWithCell)?.Children ?? []).Take(ActorsMax + 1)];
        }

        var cut = paths.Count == ActorsMax ? $"\n… cut at {ActorsMax} actors; start lower with -s, or go less deep with -d." : "";
        return string.Join('\n', paths) + cut;
    }
}
