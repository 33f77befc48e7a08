using Akka.Actor;
using Akka.Event;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <content>Incarnations, quarantine, connections.</content>
internal sealed partial class Association
{
    /// <summary>Incarnations that are remembered as shut out or gone; there is one per restart of the peer.</summary>
    private const int FormerUidsMax = 64;

    private readonly Queue<int> _formerUids = new();
    private readonly InboundConnection?[] _inbound = new InboundConnection?[(int)StreamKind.Large + 1];
    private volatile int _remoteUid;
    private volatile bool _quarantined;
    private int _outboundCount;
    private volatile bool _failureLogged;

    /// <summary>The incarnation of the peer, 0 when it is not known yet.</summary>
    public int RemoteUid => _remoteUid;

    /// <summary>Whether the incarnation that is known is shut out.</summary>
    public bool IsQuarantined => _quarantined;

    /// <summary>A connection for a stream, with the handshake done. Throws what went wrong.</summary>
    public async Task<OutboundConnection> OpenAsync(StreamKind kind, WorkSignal work, int frameLengthMax, CancellationToken stopped)
    {
        if (IsSendBlocked)
            throw new IOException("The link is cut by a SetThrottle command.");
        var (link, peer) = await _transport.Connector
            .OpenAsync(kind, _transport.DefaultAddress, _transport.Uid, Remote, stopped).ConfigureAwait(false);
        if (!TryAdopt(peer.Uid))
        {
            link.Dispose();
            throw new HandshakeRefusedException($"Its incarnation [{peer.Uid}] is shut out; it must be restarted.", false);
        }

        if (kind == StreamKind.Control)
            Outbox.Acknowledge(peer.Delivered);
        var encoder = new FrameEncoder(
            _transport.System.Serialization, frameLengthMax, _transport.Settings.Tcp.MessageLengthMax);
        var detector = kind == StreamKind.Control ? _transport.NewTransportDetector() : null;
        OnConnected(kind);
        return new OutboundConnection(link, peer.Uid, this, work, encoder, detector) { LastSystemMessage = peer.Delivered };
    }

    public void OnDisconnected(StreamKind kind, Exception? cause)
    {
        ReleaseAll(kind);
        lock (_gate)
        {
            if (--_outboundCount > 0)
                return;
        }

        if (cause is not null && !_transport.IsStopped)
            _transport.Publish(new AssociationErrorEvent(cause, _transport.DefaultAddress, Remote, false, LogLevel.WarningLevel));
        _transport.Publish(new DisassociatedEvent(_transport.DefaultAddress, Remote, false));
    }

    public void OnConnectFailed(StreamKind kind, Exception cause, TimeSpan pause)
    {
        ReleaseAll(kind);
        if (cause is HandshakeRefusedException { Quarantined: true })
            _transport.Publish(new ThisActorSystemQuarantinedEvent(_transport.DefaultAddress, Remote));
        bool first;
        lock (_gate)
        {
            first = !_failureLogged;
            _failureLogged = true;
        }

        var level = first ? LogLevel.WarningLevel : LogLevel.DebugLevel;
        _transport.Publish(new AssociationErrorEvent(cause, _transport.DefaultAddress, Remote, false, level));
        Log.Debug("Cannot connect to [{0}] ({1}), the next attempt is in {2}: {3}", Remote, kind, pause, cause.Message);
    }

    /// <summary>
    /// A connection of the peer is about to be accepted. Throws <see cref="HandshakeRefusedException"/> when it must not be. Completes with
    /// the number of the last system message of this incarnation that was delivered, when the connection that this one replaces has ended.
    /// </summary>
    public async Task<long> AcceptAsync(InboundConnection connection, StreamKind kind, int uid, CancellationToken cancellation)
    {
        if (IsReceiveBlocked)
            throw new IOException("The link is cut by a SetThrottle command.");
        if (!TryAdopt(uid))
            throw new HandshakeRefusedException($"Your incarnation [{uid}] is shut out; restart the system.", _quarantined);
        InboundConnection? replaced;
        bool first;
        lock (_gate)
        {
            first = _inbound.All(static one => one is null);
            replaced = _inbound[(int)kind];
            _inbound[(int)kind] = connection;
        }

        // The peer has given the old one up. What it still brings must not come after what the new one brings.
        replaced?.Abort();

        // It is there, so there is no use in waiting before the next attempt to reach it.
        foreach (var stream in Streams)
            stream.RetryNow();
        if (first)
            _transport.Publish(new AssociatedEvent(_transport.DefaultAddress, Remote, true));
        if (replaced is not null)
            await replaced.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        return Inbox.Open(uid);
    }

    public void OnInboundClosed(InboundConnection connection, StreamKind kind)
    {
        lock (_gate)
        {
            if (_inbound[(int)kind] != connection)
                return;
            _inbound[(int)kind] = null;
            if (_inbound.Any(static one => one is not null))
                return;
        }

        _transport.Publish(new DisassociatedEvent(_transport.DefaultAddress, Remote, true));
    }

    /// <summary>See <see cref="IRemoteActorRefProvider.Quarantine"/>.</summary>
    public void Quarantine(int? uid, string reason)
    {
        var known = uid is { } given && given != 0;
        lock (_gate)
        {
            if (known && _remoteUid != 0 && uid != _remoteUid)
            {
                // The one before this one: it must not come back, and that is all.
                Remember(uid!.Value);
                return;
            }

            if (known && _quarantined)
                return;
            if (known)
            {
                _remoteUid = uid!.Value;
                _quarantined = true;
                Remember(uid.Value);
            }
        }

        Log.Warning("Association to [{0}] with uid [{1}] is given up: {2}.", Remote, uid, reason);

        // Twice: notices that were held back come into it when their marks are dropped.
        Outbox.Clear();
        foreach (var stream in Streams)
        {
            stream.DropQueue();
            ReleaseAll(stream.Kind);
        }

        Outbox.Clear();
        if (known)
        {
            AbortOutbound();
            AbortInbound();
            _transport.Publish(new QuarantinedEvent(Remote, uid!.Value));
        }

        AddressTerminatedTopic.Get(_transport.System).Publish(new AddressTerminated(Remote));
    }

    /// <summary>Whether the incarnation may be talked to; from now on it is the one that is meant.</summary>
    private bool TryAdopt(int uid)
    {
        int former;
        lock (_gate)
        {
            former = _remoteUid;
            if (_formerUids.Contains(uid))
                return false;
            if (_remoteUid == uid)
                return true;
            if (_remoteUid != 0)
            {
                Remember(_remoteUid);
                Log.Info("[{0}] was restarted: uid [{1}] instead of [{2}].", Remote, uid, _remoteUid);
            }

            _remoteUid = uid;
            _quarantined = false;

            // Watches and notices that are under way concern the new incarnation too: it answers for actors that are gone.
            Outbox.Renumber();
        }

        if (former == 0)
            return true;

        // Connections with the former incarnation.
        AbortOutbound();
        AbortInbound();
        return true;
    }

    private void OnConnected(StreamKind kind)
    {
        // Its pings notice when the peer is gone without a word.
        if (kind != StreamKind.Control)
            _control.Probe();
        lock (_gate)
        {
            _failureLogged = false;
            if (++_outboundCount > 1)
                return;
        }

        Log.Debug("Connected to [{0}] ({1}).", Remote, kind);
        _transport.Publish(new AssociatedEvent(_transport.DefaultAddress, Remote, false));
    }

    private void AbortInbound()
    {
        foreach (var connection in _inbound)
            connection?.Abort();
    }

    private void Remember(int uid)
    {
        if (_formerUids.Contains(uid))
            return;
        _formerUids.Enqueue(uid);
        if (_formerUids.Count > FormerUidsMax)
            _formerUids.Dequeue();
    }
}
