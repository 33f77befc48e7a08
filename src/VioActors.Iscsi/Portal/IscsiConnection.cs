using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal.Wires;
using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// One TCP connection from accept to close: login, then the full feature phase. It leaves its session when it ends, for whatever reason.
/// Thread-safe.
/// </summary>
internal sealed class IscsiConnection
{
    /// <summary>Takes one login request of the largest size; more memory is for those who have logged in.</summary>
    private const int LoginBufferBytes = 12 * 1024;

    private const int LingerBytesMax = 16 * 1024 * 1024;

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    private readonly PortalContext _portal;
    private readonly Wire _wire;
    private readonly PduWriter _writer;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<uint, TaskCompletionSource> _pings = new();
    private string _endReason = "connection closed by the initiator";
    private uint _lastPing;
    private bool _isEnding;

    public IscsiConnection(PortalContext portal, Socket socket)
    {
        (_portal, _wire) = (portal, Wire.Over(socket, portal.Watch, portal.NewPolling()));
        (PeerAddress, Address) = PeerOf(socket);
        Window = new CommandWindow();
        Counters = new SessionCounters();
        _writer = new PduWriter(Window, Counters);
        Sender = new PduSender(_wire, _writer, portal.Options.SendQueueBytesMax);
        Receiver = new PduReceiver(_wire, Sender, LoginBufferBytes);
    }

    public string PeerAddress { get; }

    /// <summary>That of the peer without its port.</summary>
    public IPAddress Address { get; }

    /// <summary>The thread that it is served on; null: those of the pool.</summary>
    public ConnectionThread? OwnThread => _wire.OwnThread;

    /// <summary>That of the session, once it has one.</summary>
    public CommandWindow Window { get; private set; }

    public SessionCounters Counters { get; private set; }

    public PduSender Sender { get; }

    public PduReceiver Receiver { get; }

    /// <summary>CID, unique in its session.</summary>
    public ushort ConnectionId { get; set; }

    /// <summary>The session that it begins or joins, once its initiator has proved itself.</summary>
    public IscsiSession? Session { get; private set; }

    /// <summary>What was negotiated; null before the login has succeeded.</summary>
    public SessionParameters? Parameters { get; private set; }

    /// <summary>It has come to its full feature phase.</summary>
    public bool HasServed { get; private set; }

    /// <summary>
    /// It serves, and its initiator has closed it without a logout: it is lost, though the receive loop may not have come to that yet.
    /// </summary>
    public bool IsLost => HasServed && !IsLoggedOut && _wire.IsClosedByPeer;

    /// <summary>Its end is what the initiator wants.</summary>
    public bool IsLoggedOut { get; set; }

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Completes when the connection is gone and has left its session.</summary>
    public Task Completion => _closed.Task;

    /// <summary>Tells the log of the portal about this connection.</summary>
    public void Report(string message) => _portal.Log($"iSCSI connection from {PeerAddress}: {message}");

    /// <summary>Works for a session from now on: before the last answer of the login is queued.</summary>
    public void Adopt(IscsiSession session)
    {
        (Session, Window, Counters) = (session, session.Window, session.Counters);
        (_writer.Window, _writer.Counters) = (session.Window, session.Counters);
    }

    /// <summary>The login is through: before its last answer is queued, so that whoever has that counts as logged in.</summary>
    public void LoggedIn(SessionParameters parameters)
    {
        (_writer.Parameters, Parameters) = (parameters, parameters);
        _portal.LoggedIn(this);
    }

    /// <summary>Serves the connection from now on until its end.</summary>
    public void Start() => _wire.Run(RunAsync);

    private async Task RunAsync()
    {
        try
        {
            if (await LoginAsync().ConfigureAwait(false))
            {
                await ServeAsync().ConfigureAwait(false);
            }
            if (Session is { } session)
            {
                await session.LeaveAsync(this, _endReason).ConfigureAwait(false);
            }
            await FlushAsync(_portal.Options.NopTimeout).ConfigureAwait(false);
            await LingerAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _endReason = $"failure in the target: {e.Message}";
            Report(_endReason);
        }
        finally
        {
            CleanUp();
        }
    }

    /// <summary>Ends the connection at once; completes when it is gone.</summary>
    public Task EndAsync(string reason)
    {
        lock (_gate)
        {
            if (!_isEnding)
            {
                (_isEnding, _endReason) = (true, reason);
            }
        }
        _ended.Cancel();
        _wire.Abort();
        return Completion;
    }

    /// <summary>
    /// Completes when the initiator has answered a NOP-In that was queued now, and so has taken all that was queued before; or when the
    /// connection has ended.
    /// </summary>
    public async Task PingAsync()
    {
        // Neither the reserved tag nor that of the keep-alive.
        var tag = 0x8000_0000 | (Interlocked.Increment(ref _lastPing) & 0x3FFF_FFFF);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pings[tag] = answered;
        Sender.Enqueue(KeepAlive.Ping(tag));
        await answered.Task.WaitAsync(_ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pings.TryRemove(tag, out _);
    }

    /// <summary>The initiator has answered a NOP-In.</summary>
    public void Pinged(uint tag)
    {
        if (_pings.TryRemove(tag, out var ping))
        {
            ping.TrySetResult();
        }
    }

    /// <summary>Nothing more is received: the connection ends when all that is queued has been sent.</summary>
    public async Task EndReceivingAsync()
    {
        await FlushAsync(LingerTime).ConfigureAwait(false);
        _wire.CloseReceiving();
    }

    /// <summary>Asks the initiator to log out (event 1).</summary>
    public void RequestLogout(TimeSpan within)
    {
        if (Parameters is not null)
        {
            Sender.Enqueue(Message(AsyncEvent.LogoutRequest, (ushort)Math.Min(within.TotalSeconds, ushort.MaxValue)));
        }
    }

    /// <summary>Announces the drop and ends the connection when that is sent, or after a second at the latest.</summary>
    public async Task DropAsync(string reason)
    {
        if (Parameters is { } parameters)
        {
            Sender.Enqueue(Message(AsyncEvent.SessionDrop, (ushort)parameters.DefaultTime2RetainSeconds));
            await FlushAsync(LingerTime).ConfigureAwait(false);
        }
        await EndAsync(reason).ConfigureAwait(false);
    }

    private static (string Text, IPAddress Address) PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is IPEndPoint peer ? (peer.ToString(), peer.Address) : ("unknown", IPAddress.None);
        }
        catch (SocketException)
        {
            return ("unknown", IPAddress.None); // Reset by the peer meanwhile; the first receive finds out.
        }
    }

    private ControlPdu Message(AsyncEvent asyncEvent, ushort parameter3)
    {
        var pdu = new ControlPdu(Opcode.AsyncMessage);
        _ = new AsyncMessagePdu(pdu.Header)
        {
            InitiatorTaskTag = BasicHeader.NoTag,
            Event = asyncEvent,
            Parameter1 = 0,
            Parameter2 = (ushort)(Parameters?.DefaultTime2WaitSeconds ?? 0),
            Parameter3 = parameter3,
        };
        return pdu;
    }

    private async Task<bool> LoginAsync()
    {
        using var timer = _portal.Time.CreateTimer(
            static state => _ = ((IscsiConnection)state!).EndAsync("login timed out"), this, _portal.Options.LoginTimeout,
            Timeout.InfiniteTimeSpan);
        var conversation = new LoginConversation(this, _portal.Directory, _portal.Registry, _portal.Options, _portal.Random, _portal.Time);
        var outcome = await new LoginPhase(this, conversation).RunAsync(_ended.Token).ConfigureAwait(false);
        if (outcome is null)
        {
            _endReason = "login failed";
            return false;
        }
        return true;
    }

    private async Task ServeAsync()
    {
        Receiver.Grow(_portal.Options.ReceiveBufferBytes);
        HasServed = true;
        var phase = new FullFeaturePhase(this, Session!, Parameters!, _portal.Directory);
        using var keepAlive = new KeepAlive(this, _portal.Options, _portal.Time);
        _endReason = await phase.RunAsync().ConfigureAwait(false) ?? _endReason;
    }

    /// <summary>Waits until all is sent, but not for a peer that does not read.</summary>
    private async Task FlushAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost, _portal.Time);
        await Sender.FlushAsync().WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Closes our direction and waits, not long, for the peer to close the other: closing with data unread would reset the connection
    /// and could take
    /// the last answers with it.
    /// </summary>
    private async Task LingerAsync()
    {
        _wire.CloseSending();
        using var timer = _portal.Time.CreateTimer(static state => ((Wire)state!).Abort(), _wire, LingerTime, Timeout.InfiniteTimeSpan);
        var left = LingerBytesMax;
        while (left > 0 && await Receiver.FillAsync(1).ConfigureAwait(false))
        {
            left -= Receiver.BufferedBytes;
            Receiver.Consume(Receiver.BufferedBytes);
        }
    }

    private void CleanUp()
    {
        _ended.Cancel();
        _wire.Abort();
        Sender.Dispose();
        Session?.Removed(this, _endReason);
        _portal.Ended(this);
        _closed.TrySetResult();
    }
}
