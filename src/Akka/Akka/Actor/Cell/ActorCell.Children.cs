using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Util;

namespace Akka.Actor;

/// <content>Children.</content>
public partial class ActorCell
{
    private static readonly ChildRestartStats[] NoChildren = [];
    private ChildRegistry? _children;

    private ChildRegistry Children => Volatile.Read(ref _children) ?? MakeRegistry();

    /// <inheritdoc />
    public virtual IActorRef ActorOf(Props props, string name = null!)
    {
        if (name is not null)
            ActorPathNames.Check(name);
        return MakeChild(props, name ?? GenerateName(), systemService: false);
    }

    /// <summary>Makes a child of a guardian; also callable from outside the actor.</summary>
    internal IInternalActorRef AttachChild(Props props, string? name, bool systemService)
    {
        if (name is not null)
            ActorPathNames.Check(name);
        return MakeChild(props, name ?? GenerateName(), systemService);
    }

    /// <inheritdoc />
    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, _systemImpl, _self);

    /// <inheritdoc />
    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _systemImpl);

    /// <inheritdoc />
    public IActorRef Child(string name) =>
        _children is not null && _children.TryGet(name, out var stats) ? stats.Child : ActorRefs.Nobody;

    /// <inheritdoc cref="ICell.GetChildren" />
    public IEnumerable<IInternalActorRef> GetChildren() => Array.ConvertAll(ChildStats(), static stats => stats.Child);

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    /// <inheritdoc />
    public virtual IInternalActorRef GetSingleChild(string name)
    {
        if (_children is null)
            return ActorRefs.Nobody;
        var hash = name.IndexOf('#');
        if (hash < 0)
            return _children.TryGet(name, out var stats) ? stats.Child : ActorRefs.Nobody;
        return long.TryParse(name.AsSpan(hash + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var uid)
            && _children.TryGet(name[..hash], out var one) && one.Uid == uid ? one.Child : ActorRefs.Nobody;
    }

    /// <inheritdoc />
    public void Stop(IActorRef child)
    {
        _children?.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    internal bool TryGetChildStats(IActorRef child, [NotNullWhen(true)] out ChildRestartStats? stats)
    {
        stats = null;
        return _children is not null && _children.TryGet(child, out stats);
    }

    /// <summary>The children with their restarts; a snapshot.</summary>
    internal ChildRestartStats[] ChildStats() => _children?.All() ?? NoChildren;

    /// <summary>Keeps a name for a guardian.</summary>
    internal void ReserveChild(string name) => Children.Reserve(name, _self.Path);

    /// <summary>Takes a guardian in.</summary>
    internal void AddChild(IInternalActorRef child) => Children.Add(child);

    /// <summary>Notes that a child was told to stop from outside.</summary>
    internal void ChildShallStop(IActorRef child) => _children?.ShallDie(child);

    private ChildRegistry MakeRegistry()
    {
        Interlocked.CompareExchange(ref _children, new ChildRegistry(), null);
        return _children;
    }

    private string GenerateName() => Base64Names.Encode(Children.NextNumber());

    private IInternalActorRef MakeChild(Props props, string name, bool systemService)
    {
        if (_systemImpl.Settings.SerializeAllCreators && !systemService && !(props.Deploy.Scope is LocalScope))
            SerializationVerification.CheckProps(_systemImpl, props);

        var children = Children;
        children.Reserve(name, _self.Path);
        IInternalActorRef child;
        try
        {
            var path = new ChildActorPath(_self.Path, name, _systemImpl.NextUid());
            child = _systemImpl.Provider.ActorOf(_systemImpl, props, _self, path, systemService, null!, true, false);
        }
        catch
        {
            children.Unreserve(name);
            throw;
        }

        // A cell that is suspended suspends the children it makes meanwhile: they resume together.
        if (_mailbox is { SuspendCount: > 0 } mailbox && mailbox.Cell == this)
        {
            for (var i = _pendingTasks; i < mailbox.SuspendCount; i++)
                child.Suspend();
        }

        children.Add(child);
        child.Start();
        return child;
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var reason = _children?.Remove(child);
        if (_actor is not null)
        {
            try
            {
                _actor.SupervisorStrategyInternal.HandleChildTerminated(this, child, new ChildSnapshot(_children).Refs());
            }
            catch (Exception cause)
            {
                PublishError(cause, $"The supervisor strategy failed at the end of child [{child}].");
            }
        }

        switch (reason)
        {
            case SuspendReason.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }
}
