using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>
/// Everything between this system and the one at an address, whatever connections come and go: streams, system messages under way, the
/// incarnation of the peer, and whether it is shut out. Thread-safe.
/// </summary>
internal sealed partial class Association
{
    private readonly TcpRemoting _transport;
    private readonly OutboundStream _control;
    private readonly OutboundStream _ordinary;
    private readonly OutboundStream _large;
    private readonly Lock _gate = new();
    private readonly OverflowCount _overflow;
    private volatile ThrottleMode _send = Unthrottled.Instance;
    private volatile ThrottleMode _receive = Unthrottled.Instance;

    public Association(TcpRemoting transport, Address remote)
    {
        _transport = transport;
        Remote = remote;
        Outbox = new SystemOutbox(transport.Settings.SysMsgBufferSize, transport.Time);
        _overflow = new OverflowCount(transport.Time, transport.Settings.OverflowWarningInterval);
        _control = new OutboundStream(StreamKind.Control, this, transport);
        _ordinary = new OutboundStream(StreamKind.Ordinary, this, transport);
        _large = new OutboundStream(StreamKind.Large, this, transport);
    }

    public Address Remote { get; }

    public SystemOutbox Outbox { get; }

    public SystemInbox Inbox { get; } = new();

    public ILoggingAdapter Log => _transport.Log;

    public bool IsSendBlocked => _send is Blackhole;

    public bool IsReceiveBlocked => _receive is Blackhole;

    /// <summary>How long batches are held up, in tests.</summary>
    public TimeSpan? SendDelay => (_send as Delayed)?.Delay;

    /// <summary>Whether there is no use in waiting: nothing is under way, or the peer cannot be reached.</summary>
    public bool IsDrained =>
        _failureLogged || (_control.IsDrained && _ordinary.IsDrained && _large.IsDrained && IsNothingHeld && Outbox.IsEmpty);

    private IEnumerable<OutboundStream> Streams => [_control, _ordinary, _large];

    /// <summary>Starts the loops; the task ends with them.</summary>
    public Task RunAsync(CancellationToken stopped) => Task.WhenAll(Streams.Select(stream => Task.Run(() => stream.RunAsync(stopped))));

    /// <summary>Sends a message; one that cannot be sent is a dead letter.</summary>
    public void Send(object message, IActorRef? sender, RemoteActorRef recipient)
    {
        if (ReferenceEquals(sender, _transport.System.DeadLetters))
            sender = null;
        if (_transport.Settings.LogSend)
            Log.Debug("Sending [{0}] from [{1}] to [{2}]", message, sender!, recipient);
        var outbound = new OutboundMessage(message, sender, recipient);
        if (IsQuarantined || _transport.IsStopped)
        {
            ToDeadLetters(outbound);
            _control.Probe();
            return;
        }

        var kind = message is ActorSelectionMessage selection ? _transport.Routes.StreamOf(recipient, selection) : recipient.Stream;
        if (!StreamOf(kind).TrySend(outbound))
            OnOverflow(kind, outbound);
    }

    /// <summary>
    /// Sends a system message, which arrives once and in order or not at all, and then the peer is shut out. The notice of an actor's end
    /// goes after the messages that the actor sent.
    /// </summary>
    public void SendSystem(ISystemMessage message, RemoteActorRef recipient)
    {
        if (IsQuarantined || _transport.IsStopped)
        {
            _control.Probe();
            return;
        }

        if (message is DeathWatchNotification && !_ordinary.IsUnused && HoldBack(message, recipient))
            return;
        PutIntoOutbox(message, recipient);
    }

    /// <summary>The peer's incarnation <paramref name="uid"/> has everything up to <paramref name="number"/>.</summary>
    public void Acknowledged(int uid, ulong number)
    {
        if (uid == RemoteUid)
            Outbox.Acknowledge((long)Math.Min(number, long.MaxValue));
    }

    /// <summary>Time has passed.</summary>
    public void Tick(bool ping, bool resend)
    {
        if (Outbox.Silence() >= _transport.Settings.QuarantineSilentSystemTimeout)
        {
            Quarantine(RemoteUid, $"system messages were not acknowledged for {_transport.Settings.QuarantineSilentSystemTimeout}");
            return;
        }

        foreach (var stream in Streams)
            stream.Tick(ping, resend && Outbox.Silence() >= _transport.Settings.SysResendTimeout);
        ReleaseOverdue();
        if (_overflow.TryReport(out var count))
            ReportOverflow(count);
    }

    /// <summary>Closes what was opened to the peer; it is opened again when there is something to send.</summary>
    public void AbortOutbound()
    {
        foreach (var stream in Streams)
            stream.AbortConnection();
    }

    /// <summary>Lets the loops look whether it is over.</summary>
    public void Wake()
    {
        foreach (var stream in Streams)
            stream.Wake();
    }

    public void Throttle(SetThrottle command)
    {
        if (command.Direction is ThrottleTransportAdapter.Direction.Send or ThrottleTransportAdapter.Direction.Both)
            _send = command.Mode;
        if (command.Direction is ThrottleTransportAdapter.Direction.Receive or ThrottleTransportAdapter.Direction.Both)
            _receive = command.Mode;
        foreach (var stream in Streams)
            stream.Wake();
    }

    public void ToDeadLetters(in OutboundMessage message)
    {
        if (message.Message is FlushMark mark)
        {
            Flushed(mark.Token);
            return;
        }

        var letters = _transport.System.DeadLetters;
        letters.Tell(new DeadLetter(message.Message, message.Sender ?? letters, message.Recipient), message.Sender!);
    }

    public void OnUnsendable(in OutboundMessage message, Exception error) => Log.Error(
        error,
        "Cannot send a [{0}] to [{1}], it is dropped: {2}",
        message.Message.GetType(),
        message.Recipient.Path,
        error.Message);

    private OutboundStream StreamOf(StreamKind kind) => kind switch
    {
        StreamKind.Control => _control,
        StreamKind.Large => _large,
        _ => _ordinary,
    };

    private void OnOverflow(StreamKind kind, in OutboundMessage message)
    {
        ToDeadLetters(message);
        if (_overflow.Add(out var count))
            Log.Warning("Messages to [{0}] do not get away fast enough: {1} dropped, the first in stream [{2}].", Remote, count, kind);
    }

    private void ReportOverflow(long count) =>
        Log.Warning("Messages to [{0}] do not get away fast enough: {1} more were dropped.", Remote, count);

    private void PutIntoOutbox(ISystemMessage message, RemoteActorRef recipient)
    {
        try
        {
            var serialization = _transport.System.Serialization;
            var serializer = serialization.FindSerializerFor(message);
            var bytes = serializer.ToBinaryWithAddress(_transport.DefaultAddress, message);
            var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
            if (Outbox.TryAdd(recipient.Path.ToSerializationFormat(), serializer.Identifier, manifest, bytes))
                _control.Wake();
            else
                Quarantine(RemoteUid, $"more than {_transport.Settings.SysMsgBufferSize} system messages are not acknowledged");
        }
        catch (Exception error) when (error is System.Runtime.Serialization.SerializationException)
        {
            Log.Error(error, "Cannot send a system message [{0}] to [{1}]: {2}", message.GetType(), recipient.Path, error.Message);
        }
    }
}
