using Akka.Actor;
using Akka.Cluster;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Cluster;

/// <summary>
/// Runs the palette <c>cluster</c> for one client. Subscribed to the cluster while a tail runs, no longer. Commands that change members
/// are answered when they are under way; <c>cluster tail</c> and <c>cluster show</c> tell what came of them.
/// </summary>
internal sealed class ClusterCommandHandler : CommandHandlerActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<IActorRef> _tails = [];

    /// <summary>The command after whose answer this node leaves: it ends with it, and would take the answer along. Null: none.</summary>
    private IActorRef? _leaving;

    public ClusterCommandHandler(CommandPalette palette)
        : base(palette)
    {
        Process(ClusterCommands.Show.Name, _ => List(_cluster.State.Members));
        Process(ClusterCommands.ShowUnreachable.Name, _ => List(_cluster.State.Unreachable.Order()));
        Process(ClusterCommands.Status.Name, _ => Answer(MemberLine.Of(_cluster.SelfMember, _cluster.State)));
        Process(ClusterCommands.Leader.Name, _ => ShowLeader());
        Process(ClusterCommands.Tail.Name, _ => StartTail());
        Process(ClusterCommands.Join.Name, Join);
        Process(ClusterCommands.Leave.Name, Leave);
        Process(ClusterCommands.Down.Name, Down);
        Process(ClusterCommands.DownUnreachable.Name, _ => DownUnreachable());
        Receive<ClusterEvent.IClusterDomainEvent>(OnHappened);
        Receive<Terminated>(ended => OnEnded(ended.ActorRef));
        Receive<ActorIdentity>(_ => LeaveNow());
    }

    /// <summary>A client that is gone before it has its answer wanted the node to leave all the same.</summary>
    protected override void PostStop()
    {
        LeaveNow();
        _cluster.Unsubscribe(Self);
    }

    private static string? ValueOf(Command command, CommandDefinition definition)
    {
        var switches = definition.ArgumentsByName[ClusterCommands.AddressArgument].Switch;
        return command.Arguments.FirstOrDefault(argument => switches.Contains(argument.Item1))?.Item2;
    }

    private void Answer(string text) => Sender.Tell(new CommandResponse(text));

    private void Refuse(string text) => Sender.Tell(new ErroredCommandResponse(text));

    private void List(IEnumerable<Member> members)
    {
        var state = _cluster.State;
        var lines = members.Select(member => MemberLine.Of(member, state)).ToArray();
        Answer(string.Join('\n', lines.Append($"Count: {lines.Length} nodes")));
    }

    private void ShowLeader()
    {
        if (_cluster.State.Leader is { } leader)
            Answer(leader.ToString());
        else
            Refuse("The cluster has no leader, as far as this node knows.");
    }

    private void Join(Command command)
    {
        if (Address(command, ClusterCommands.Join) is not { } address)
            return;
        if (_cluster.IsTerminated)
        {
            Refuse("This node was a member before. Start its process anew, then let it join.");
            return;
        }

        _cluster.Join(address);
        Answer($"[{_cluster.SelfAddress}] joins the cluster of [{address}].");
    }

    private void Leave(Command command)
    {
        var typed = ValueOf(command, ClusterCommands.Leave);
        var left = typed is null or "self" ? _cluster.SelfAddress : MemberAt(command, ClusterCommands.Leave)?.Address;
        if (left is null)
            return;
        Answer($"[{left}] leaves the cluster.");
        if (left.Equals(_cluster.SelfAddress))
            _leaving = Context.Watch(Sender);
        else
            _cluster.Leave(left);
    }

    /// <summary>When the command has ended the client's actor has its answer; when it answers this one it has sent it.</summary>
    private void OnEnded(IActorRef ended)
    {
        if (ended.Equals(_leaving))
            Context.Parent.Tell(new Identify(nameof(LeaveNow)));
        else
            EndTail(ended);
    }

    private void LeaveNow()
    {
        if (_leaving is null)
            return;
        _leaving = null;
        _cluster.Leave(_cluster.SelfAddress);
    }

    private void Down(Command command)
    {
        if (MemberAt(command, ClusterCommands.Down) is not { } member)
            return;
        _cluster.Down(member.Address);
        Answer($"[{member.Address}] is shut out of the cluster.");
    }

    private void DownUnreachable()
    {
        var unreachable = _cluster.State.Unreachable.Order().ToArray();
        foreach (var member in unreachable)
            _cluster.Down(member.Address);
        var lines = unreachable.Select(member => $"[{member.Address}] is shut out of the cluster.");
        Answer(string.Join('\n', lines.Append($"Count: {unreachable.Length} nodes")));
    }

    private void StartTail()
    {
        Context.Watch(Sender);
        _tails.Add(Sender);
        if (_tails.Count == 1)
        {
            _cluster.Subscribe(
                Self,
                ClusterEvent.InitialStateAsEvents,
                typeof(ClusterEvent.IMemberEvent),
                typeof(ClusterEvent.IReachabilityEvent),
                typeof(ClusterEvent.LeaderChanged));
        }
    }

    private void EndTail(IActorRef tail)
    {
        _tails.Remove(tail);
        if (_tails.Count == 0)
            _cluster.Unsubscribe(Self);
    }

    private void OnHappened(ClusterEvent.IClusterDomainEvent happened)
    {
        var state = _cluster.State;
        var text = happened switch
        {
            ClusterEvent.IMemberEvent change => $"{change.GetType().Name}: {MemberLine.Of(change.Member, state)}",
            ClusterEvent.ReachabilityEvent change => $"{change.GetType().Name}: {MemberLine.Of(change.Member, state)}",
            ClusterEvent.LeaderChanged leader => $"LeaderChanged: {leader.Leader}",
            _ => happened.ToString()!,
        };
        foreach (var tail in _tails)
            tail.Tell(new CommandResponse(text, final: false));
    }

    private Address? Address(Command command, CommandDefinition definition)
    {
        var typed = ValueOf(command, definition) ?? "";
        if (Akka.Actor.Address.TryParse(typed, out var address) && address.Host is not null)
            return address;
        Refuse($"The address [{typed}] is none. Write it as [{_cluster.SelfAddress}].");
        return null;
    }

    private Member? MemberAt(Command command, CommandDefinition definition)
    {
        if (Address(command, definition) is not { } address)
            return null;
        if (_cluster.State.Members.FirstOrDefault(member => member.Address.Equals(address)) is { } member)
            return member;
        Refuse($"There is no member at [{address}]. See them with [cluster show].");
        return null;
    }
}
