using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>Watching and being watched.</content>
public partial class ActorCell
{
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<IActorRef>? _watchedBy;
    private HashSet<IActorRef>? _terminatedQueued;
    private bool _followsAddresses;

    /// <inheritdoc />
    public IActorRef Watch(IActorRef subject) => WatchSubject(subject, null);

    /// <inheritdoc />
    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WatchSubject(subject, message);
    }

    /// <inheritdoc />
    public IActorRef Unwatch(IActorRef subject)
    {
        var target = (IInternalActorRef)subject;
        if (_watching is not null && _watching.Remove(subject))
            target.SendSystemMessage(new Unwatch(target, _self));
        _terminatedQueued?.Remove(subject);
        return subject;
    }

    private IActorRef WatchSubject(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Equals(_self))
            return subject;
        _watching ??= [];
        if (_watching.TryGetValue(subject, out var previous))
        {
            if (!Equals(previous, message))
            {
                throw new InvalidOperationException(
                    $"Cannot watch [{subject}] with [{message ?? "Terminated"}]: it is watched with [{previous ?? "Terminated"}] already. "
                    + "Call Unwatch first.");
            }

            return subject;
        }

        _watching.Add(subject, message);
        var target = (IInternalActorRef)subject;
        FollowAddressOf(target);
        target.SendSystemMessage(new Watch(target, _self));
        return subject;
    }

    private void AddWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        var watcheeIsSelf = watchee.Equals(_self);
        if (watcheeIsSelf && !watcher.Equals(_self))
        {
            (_watchedBy ??= []).Add(watcher);
            FollowAddressOf(watcher);
        }
        else if (!watcheeIsSelf && watcher.Equals(_self))
            Watch(watchee);
    }

    private void RemoveWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(_self))
            _watchedBy?.Remove(watcher);
        else if (watcher.Equals(_self))
            Unwatch(watchee);
    }

    private void WatchedActorTerminated(DeathWatchNotification notification)
    {
        var actor = notification.Actor;
        if (_watching is not null && _watching.Remove(actor, out var message) && _children is not { IsTerminating: true })
        {
            if (message is null)
            {
                (_terminatedQueued ??= []).Add(actor);
                message = new Terminated(actor, notification.ExistenceConfirmed, notification.AddressTerminated);
            }

            _self.Tell(message, actor);
        }

        if (TryGetChildStats(actor, out _))
            HandleChildTerminated(actor);
    }

    /// <summary>A stashed <see cref="Terminated"/> comes again and is then to be delivered.</summary>
    internal void TerminatedQueuedFor(IActorRef subject) => (_terminatedQueued ??= []).Add(subject);

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued is not null && _terminatedQueued.Remove(terminated.ActorRef))
            ReceiveMessage(terminated);
    }

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null)
            return;
        foreach (var watcher in _watchedBy)
        {
            // The parent has been told as such.
            if (!watcher.Equals(_parent))
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, true, false));
        }

        _watchedBy = null;
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
        {
            foreach (var subject in _watching.Keys)
            {
                var target = (IInternalActorRef)subject;
                target.SendSystemMessage(new Unwatch(target, _self));
            }
        }

        _watching = null;
        _terminatedQueued = null;
        if (_followsAddresses)
            AddressTerminatedTopic.Get(_systemImpl).Unsubscribe(_self);
    }

    /// <summary>From now on the cell hears when a system that it has a watch with is gone.</summary>
    private void FollowAddressOf(IInternalActorRef other)
    {
        if (_followsAddresses || other.IsLocal)
            return;
        _followsAddresses = true;
        AddressTerminatedTopic.Get(_systemImpl).Subscribe(_self);
    }

    private void ReceivedAddressTerminated(AddressTerminated gone)
    {
        _watchedBy?.RemoveWhere(watcher => watcher.Path.Address == gone.Address);
        if (_watching is null)
            return;
        foreach (var subject in _watching.Keys.Where(subject => subject.Path.Address == gone.Address).ToArray())
            _self.SendSystemMessage(new DeathWatchNotification(subject, TryGetChildStats(subject, out _), true));
    }
}
