using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>The children of one cell and the wait for some of them to stop. Thread-safe.</summary>
internal sealed class ChildRegistry
{
    private readonly Dictionary<string, ChildRestartStats?> _children = [];
    private HashSet<IActorRef>? _stopping;
    private SuspendReason? _reason;
    private bool _terminated;
    private long _nextNumber;

    public bool IsTerminating => Volatile.Read(ref _reason) is SuspendReason.Termination || _terminated;

    /// <summary>Whether nothing but single stops is going on.</summary>
    public bool IsNormal => Volatile.Read(ref _reason) is null or SuspendReason.UserRequest && !_terminated;

    /// <summary>Whether children have to stop before the actor is made anew.</summary>
    public bool IsWaiting => Volatile.Read(ref _reason) is SuspendReason.Recreation or SuspendReason.Creation;

    /// <summary>For the name of a child that was given none: 0, 1, 2, …</summary>
    public long NextNumber() => Interlocked.Increment(ref _nextNumber) - 1;

    /// <summary>Keeps a name for a child that is about to be made. Throws when it is taken or the actor stops.</summary>
    public void Reserve(string name, ActorPath parent)
    {
        lock (_children)
        {
            if (IsTerminating)
                throw new InvalidOperationException($"Cannot create actor [{name}] below [{parent}]: that actor is "
                    + "terminating or terminated.");
            if (!_children.TryAdd(name, null))
                throw new InvalidActorNameException(
                    $"Actor name \"{name}\" is not unique! Cannot create it a second time below [{parent}].");
        }
    }

    public void Unreserve(string name)
    {
        lock (_children)
        {
            if (_children.TryGetValue(name, out var stats) && stats is null)
                _children.Remove(name);
        }
    }

    public void Add(IInternalActorRef child)
    {
        lock (_children)
            _children[child.Path.Name] = new ChildRestartStats(child);
    }

    public bool TryGet(string name, [NotNullWhen(true)] out ChildRestartStats? stats)
    {
        lock (_children)
            return _children.TryGetValue(name, out stats) && stats is not null;
    }

    public bool TryGet(IActorRef child, [NotNullWhen(true)] out ChildRestartStats? stats) =>
        TryGet(child.Path.Name, out stats) && stats.Child.Equals(child);

    /// <summary>All children; a snapshot.</summary>
    public ChildRestartStats[] All()
    {
        lock (_children)
        {
            var all = new ChildRestartStats[_children.Count];
            var count = 0;
            foreach (var stats in _children.Values)
            {
                if (stats is not null)
                    all[count++] = stats;
            }

            return count == all.Length ? all : all[..count];
        }
    }

    /// <summary>Notes that <paramref name="child"/> was told to stop.</summary>
    public void ShallDie(IActorRef child)
    {
        lock (_children)
        {
            if (!TryGet(child, out _))
                return;
            _reason ??= SuspendReason.UserRequest.Instance;
            (_stopping ??= []).Add(child);
        }
    }

    /// <summary>If children are stopping: what to do when they have. False when there is nothing to wait for.</summary>
    public bool TrySetReason(SuspendReason reason)
    {
        lock (_children)
        {
            if (_stopping is not { Count: > 0 })
                return false;
            _reason = reason;
            return true;
        }
    }

    public void MarkTerminated()
    {
        lock (_children)
            _terminated = true;
    }

    /// <summary>Takes a stopped child out; the reason is returned with the last one that was waited for.</summary>
    public SuspendReason? Remove(IActorRef child)
    {
        lock (_children)
        {
            _children.Remove(child.Path.Name);
            if (_stopping is null || !_stopping.Remove(child) || _stopping.Count > 0)
                return null;
            var reason = _reason;
            _stopping = null;
            _reason = null;
            _terminated |= reason is SuspendReason.Termination;
            return reason;
        }
    }
}
