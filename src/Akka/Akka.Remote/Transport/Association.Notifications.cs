using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <content>
/// Marks in a stream, which the peer answers when it has delivered what came before them. The end of an actor is told on the control
/// stream,
/// its last messages go on the ordinary one: so that a watcher has the messages first, the notice is held back until a mark behind them
/// is answered, for <c>death-watch-notification-flush-timeout</c> at most. The end of the system waits for marks too.
/// </content>
internal sealed partial class Association
{
    private readonly Dictionary<ulong, Held> _held = [];
    private ulong _lastToken;

    private bool IsNothingHeld
    {
        get
        {
            lock (_held)
                return _held.Count == 0;
        }
    }

    /// <summary>The peer has delivered everything before the mark, or nobody will ever know.</summary>
    public void Flushed(ulong token)
    {
        Held? held;
        lock (_held)
        {
            if (!_held.Remove(token, out held))
                return;
        }

        held.Release();
    }

    /// <summary>Completes when the peer has delivered everything that was sent so far, or cannot be reached.</summary>
    public Task FlushAsync()
    {
        var flushes = new List<Task>();
        foreach (var stream in Streams)
        {
            if (_failureLogged || stream.IsUnused)
                continue;
            var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (TryMark(stream, flushed.SetResult, isNotification: false))
                flushes.Add(flushed.Task);
        }

        return Task.WhenAll(flushes);
    }

    private bool HoldBack(ISystemMessage message, RemoteActorRef recipient) =>
        TryMark(_ordinary, () => PutIntoOutbox(message, recipient), isNotification: true);

    private bool TryMark(OutboundStream stream, Action release, bool isNotification)
    {
        ulong token;
        lock (_held)
        {
            if (_held.Count >= _transport.Settings.SysMsgBufferSize)
                return false;
            token = ++_lastToken;
            _held[token] = new Held(release, stream.Kind, isNotification, _transport.Time.GetTimestamp());
        }

        if (stream.TrySend(new OutboundMessage(new FlushMark(token), null, null!)))
            return true;

        // Released meanwhile: then it is done.
        lock (_held)
            return !_held.Remove(token);
    }

    private void ReleaseOverdue() => Release(held =>
        held.IsNotification && _transport.Time.GetElapsedTime(held.Since) >= _transport.Settings.NotificationFlushTimeout);

    /// <summary>Marks of a broken connection are not answered any more.</summary>
    private void ReleaseAll(StreamKind kind) => Release(held => held.Kind == kind);

    private void Release(Func<Held, bool> condition)
    {
        ulong[] due;
        lock (_held)
            due = [.. _held.Where(pair => condition(pair.Value)).Select(pair => pair.Key).Order()];
        foreach (var token in due)
            Flushed(token);
    }

    private sealed record Held(Action Release, StreamKind Kind, bool IsNotification, long Since);
}
