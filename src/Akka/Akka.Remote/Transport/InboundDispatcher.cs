using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>Delivers the frames of one inbound connection. Belongs to its loop.</summary>
internal sealed class InboundDispatcher
{
    private readonly TcpRemoting _transport;
    private readonly Association _association;
    private readonly int _peerUid;
    private readonly FrameDecoder _decoder;
    private readonly bool _logReceive;
    private readonly bool _untrusted;
    private readonly List<WireMessage> _replies = [];
    private readonly int _messageLengthMax;
    private DividedMessage? _coming;
    private long _delivered;
    private bool _ackDue;

    public InboundDispatcher(TcpRemoting transport, Association association, int peerUid)
    {
        _transport = transport;
        _association = association;
        _peerUid = peerUid;
        _decoder = new FrameDecoder(transport.System, transport.Provider);
        _logReceive = transport.Settings.LogReceive;
        _untrusted = transport.Settings.UntrustedMode;
        _messageLengthMax = transport.Settings.Tcp.MessageLengthMax;
    }

    /// <summary>What the peer is to be told after the frames of one reading.</summary>
    public IReadOnlyList<WireMessage> TakeReplies()
    {
        if (_ackDue)
            _replies.Add(new WireMessage().Number(FrameFields.Ack, (ulong)_delivered));
        _ackDue = false;
        if (_replies.Count == 0)
            return [];
        var replies = _replies.ToArray();
        _replies.Clear();
        return replies;
    }

    /// <summary>
    /// Delivers one frame: its fields in <paramref name="head"/>, its payload there too unless <paramref name="ownedPayload"/> has it.
    /// Throws <see cref="WireFormatException"/> when the peer does not keep to the protocol.
    /// </summary>
    public void Deliver(in FrameHeader header, ReadOnlySpan<byte> head, byte[]? ownedPayload)
    {
        if (header.Control != 0)
        {
            OnControl(header);
            return;
        }

        if (header.PayloadOffset < 0)
            throw new WireFormatException("A message has no payload.");
        if (header.IsPart)
        {
            DeliverPart(header, ownedPayload ?? head.Slice(header.PayloadOffset, header.PayloadLength));
            return;
        }

        var names = _decoder.Resolve(header);
        var payload = ownedPayload is null ? head.Slice(header.PayloadOffset, header.PayloadLength) : default;
        if (header.Sequence != 0)
        {
            DeliverSystem(header, names, ownedPayload ?? payload.ToArray());
            return;
        }

        if (_coming is not null)
            throw new WireFormatException("A message begins before the last part of the one before it.");
        Deliver(header.SerializerId, names, payload, ownedPayload);
    }

    private void DeliverPart(in FrameHeader header, ReadOnlySpan<byte> part)
    {
        if (_coming is null)
        {
            if (header.Total < part.Length || header.Total > _messageLengthMax || header.Sequence != 0)
                throw new WireFormatException($"A message of {header.Total} bytes comes in parts; {_messageLengthMax} is the limit.");
            _coming = new DividedMessage(_decoder.Resolve(header), header.SerializerId, header.Total);
        }
        else if (header.Total != 0)
        {
            throw new WireFormatException("A message begins before the last part of the one before it.");
        }

        _coming.Append(part);
        if (!_coming.IsComplete)
            return;
        var whole = _coming;
        _coming = null;
        Deliver(whole.SerializerId, whole.Names, default, whole.Payload);
    }

    private void Deliver(int serializerId, in FrameDecoder.Names names, ReadOnlySpan<byte> payload, byte[]? ownedPayload)
    {
        object message;
        try
        {
            message = _decoder.Message(serializerId, names.Manifest, payload, ownedPayload);
        }
        catch (Exception error)
        {
            LogUnreadable(serializerId, names, error);
            return;
        }

        Deliver(names, message);
    }

    private void Deliver(in FrameDecoder.Names names, object message)
    {
        if (_decoder.Recipient(names.Recipient) is not { } recipient)
        {
            _association.Log.Warning(
                "Dropping message [{0}] from [{1}] for non-local recipient [{2}].", message?.GetType()!, _association.Remote,
                names.Recipient.Path);
            return;
        }

        var sender = _decoder.Sender(names.Sender);
        if (_logReceive)
            _association.Log.Debug("Received [{0}] from [{1}] for [{2}]", message, sender!, recipient);
        switch (message)
        {
            case ActorSelectionMessage selection:
                if (!_untrusted || IsTrusted(selection))
                    ActorSelection.DeliverSelection(recipient, sender!, selection);
                else
                    LogUntrusted(message, recipient);
                break;
            case SystemMessage or null:
                _association.Log.Warning("Dropping [{0}] from [{1}]: it is no user message.", message!, _association.Remote);
                break;
            case IPossiblyHarmful when _untrusted:
                LogUntrusted(message, recipient);
                break;
            default:
                recipient.Tell(message, sender!);
                break;
        }
    }

    private void DeliverSystem(in FrameHeader header, in FrameDecoder.Names names, byte[] payload)
    {
        var state = (Dispatcher: this, header.SerializerId, Names: names, Payload: payload);
        _delivered = _association.Inbox.Deliver(_peerUid, header.Sequence, state, static s =>
            s.Dispatcher.DeliverSystem(s.SerializerId, s.Names, s.Payload));
        _ackDue = true;
    }

    private void DeliverSystem(int serializerId, in FrameDecoder.Names names, byte[] payload)
    {
        try
        {
            if (_decoder.Message(serializerId, names.Manifest, default, payload) is not SystemMessage message)
                _association.Log.Warning("Dropping a numbered message from [{0}] that is no system message.", _association.Remote);
            else if (_decoder.Recipient(names.Recipient) is not { } recipient)
                _association.Log.Warning("Dropping system message [{0}] for non-local recipient [{1}].", message, names.Recipient.Path);
            else if (_untrusted && message is not (Watch or Unwatch or DeathWatchNotification))
                LogUntrusted(message, recipient);
            else
                recipient.SendSystemMessage(message);
        }
        catch (Exception error)
        {
            _association.Log.Error(
                error, "Cannot read a system message [{0}] from [{1}]: {2}", names.Manifest, _association.Remote, error.Message);
        }
    }

    private void OnControl(in FrameHeader header)
    {
        switch (header.Control)
        {
            case FrameFields.Ping:
                _replies.Add(new WireMessage().Number(FrameFields.Pong, header.ControlNumber));
                break;
            case FrameFields.Flush:
                _replies.Add(new WireMessage().Number(FrameFields.Flushed, header.ControlNumber));
                break;
            default:
                throw new WireFormatException($"Field {header.Control} has no place after the handshake.");
        }
    }

    private bool IsTrusted(ActorSelectionMessage selection) =>
        selection.Message is not IPossiblyHarmful
        && _transport.Settings.TrustedSelectionPaths.Contains("/" + string.Join('/', selection.Elements.Select(e => e.ToString())));

    private void LogUntrusted(object message, IActorRef recipient) =>
        _association.Log.Debug("Operating in untrusted mode, dropping [{0}] for [{1}]", message.GetType(), recipient);

    private void LogUnreadable(int serializerId, in FrameDecoder.Names names, Exception error) => _association.Log.Warning(
        error,
        "Cannot read a message from [{0}] to [{1}] (serializer {2}, manifest [{3}]), it is dropped: {4}",
        _association.Remote,
        names.Recipient.Path,
        serializerId,
        names.Manifest,
        error.Message);
}
