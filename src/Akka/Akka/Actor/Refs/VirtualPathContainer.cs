using System.Collections.Concurrent;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A place in the tree without an actor, which holds references by name: <c>/temp</c>.</summary>
public class VirtualPathContainer : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new();

    /// <summary>The container at <paramref name="path"/>.</summary>
    public VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent, ILoggingAdapter log)
    {
        Provider = provider;
        Path = path;
        Parent = parent;
        Log = log;
    }

    /// <inheritdoc />
    public override ActorPath Path { get; }

    /// <inheritdoc />
    public override IActorRefProvider Provider { get; }

    /// <inheritdoc />
    public override IInternalActorRef Parent { get; }

    /// <summary>Whether something is in it.</summary>
    public bool HasChildren => !_children.IsEmpty;

    /// <summary>The log of the system.</summary>
    protected ILoggingAdapter Log { get; }

    /// <summary>Puts <paramref name="actor"/> in; one that was there under the name is replaced.</summary>
    public void AddChild(string name, IInternalActorRef actor) => _children[name] = actor;

    /// <summary>Takes the reference <paramref name="name"/> out.</summary>
    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    /// <summary>Finds the reference <paramref name="name"/>.</summary>
    public bool TryGetChild(string name, out IInternalActorRef child) => _children.TryGetValue(name, out child!);

    /// <summary>Calls <paramref name="action"/> with every reference.</summary>
    public void ForEachChild(Action<IInternalActorRef> action)
    {
        foreach (var child in _children.Values)
            action(child);
    }

    /// <inheritdoc />
    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var first = 0;
        while (first < name.Count && name[first].Length == 0)
            first++;
        if (first == name.Count)
            return this;
        if (name[first] == "..")
            return ActorTree.Find(Parent, name, first + 1);
        return _children.TryGetValue(name[first], out var child) ? ActorTree.Find(child, name, first + 1) : ActorRefs.Nobody;
    }
}
