using System.Net;
using System.Net.Sockets;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal.Wires;
using VioActors.Iscsi.Session;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// One TCP connection from accept to close: login, then the full feature phase. Whatever it was granted goes back when it ends, for
/// whatever reason.
/// Thread-safe.
/// </summary>
internal sealed class IscsiConnection : INexusSink
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
    private string _endReason = "connection closed by the initiator";
    private ITargetNexus? _nexus;
    private bool _nexusIsClosed;
    private ushort _tsih;
    private long _memoryBytes;
    private bool _isEnding;

    public IscsiConnection(PortalContext portal, Socket socket)
    {
        (_portal, _wire) = (portal, Wire.Over(socket, portal.Options.ThreadPerConnection));
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

    public CommandWindow Window { get; }

    public SessionCounters Counters { get; }

    public PduSender Sender { get; }

    public PduReceiver Receiver { get; }

    /// <summary>Set when the login has succeeded.</summary>
    public LoginOutcome? Session { get; private set; }

    /// <summary>Cancelled when the connection ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Completes when the connection is gone and its nexus closed.</summary>
    public Task Completion => _closed.Task;

    /// <summary>Tells the log of the portal about this connection.</summary>
    public void Report(string message) => _portal.Log($"iSCSI connection from {PeerAddress}: {message}");

    public void Registered(ushort tsih) => _tsih = tsih;

    public void GrantedMemory(long bytes) => _memoryBytes = bytes;

    public void GrantedNexus(ITargetNexus nexus)
    {
        lock (_gate)
        {
            _nexus = nexus;
        }
    }

    /// <summary>Ends the nexus from this side, for the initiator or because the connection is gone.</summary>
    public void CloseNexus(string reason)
    {
        ITargetNexus? nexus;
        lock (_gate)
        {
            (nexus, _nexusIsClosed) = (_nexus, true);
        }
        nexus?.Close(reason);
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
            CloseNexus(_endReason);
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

    /// <summary>Tells the initiator that the connection goes away, then ends it (RFC 7143 clause 11.9.1, event 3).</summary>
    /// <remarks>A nexus that was closed from this side is lost to nobody: the initiator gets the answer to its logout and nothing else.
    /// </remarks>
    public void NexusLost(string reason)
    {
        lock (_gate)
        {
            if (_nexusIsClosed)
            {
                return;
            }
        }
        _ = DropAsync(reason);
    }

    /// <summary>Asks the initiator to log out (event 1).</summary>
    public void RequestLogout(TimeSpan within)
    {
        if (Session is not null)
        {
            Sender.Enqueue(Message(AsyncEvent.LogoutRequest, (ushort)Math.Min(within.TotalSeconds, ushort.MaxValue)));
        }
    }

    /// <summary>Announces the drop and ends the connection when that is sent, or after a second at the latest.</summary>
    public async Task DropAsync(string reason)
    {
        if (Session is not null)
        {
            Sender.Enqueue(Message(AsyncEvent.SessionDrop, (ushort)Session.Parameters.DefaultTime2RetainSeconds));
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
            Parameter2 = (ushort)(Session?.Parameters.DefaultTime2WaitSeconds ?? 0),
            Parameter3 = parameter3,
        };
        return pdu;
    }

    private async Task<bool> LoginAsync()
    {
        using var timer = _portal.Time.CreateTimer(
            static state => _ = ((IscsiConnection)state!).EndAsync("login timed out"), this, _portal.Options.LoginTimeout,
            Timeout.InfiniteTimeSpan);
        var conversation = new LoginConversation(this, _portal.Directory, _portal.Registry, _portal.Options, _portal.Random);
        var outcome = await new LoginPhase(this, conversation).RunAsync(_ended.Token).ConfigureAwait(false);
        if (outcome is null)
        {
            _endReason = "login failed";
            return false;
        }
        _writer.Parameters = outcome.Parameters;
        Session = outcome;
        _portal.LoggedIn(this);
        return true;
    }

    private async Task ServeAsync()
    {
        Receiver.Grow(_portal.Options.ReceiveBufferBytes);
        var phase = new FullFeaturePhase(this, Session!, _portal.Directory);
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
        CloseNexus(_endReason);
        if (_tsih != 0)
        {
            _portal.Registry.Remove(_tsih);
        }
        _portal.Registry.ReturnMemory(_memoryBytes);
        _portal.Ended(this);
        _closed.TrySetResult();
    }
}
