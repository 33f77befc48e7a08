using System.Buffers;
using System.Security.Cryptography;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Transport;

/// <summary>A connection that a peer opened: handshake, then frames until it ends. One loop; aborting is thread-safe.</summary>
internal sealed class InboundConnection
{
    private readonly TcpRemoting _transport;
    private readonly PeerLink _link;
    private readonly Information _information;
    private readonly byte[] _headScratch = new byte[FrameFields.HeaderLengthMax];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InboundDispatcher? _dispatcher;
    private Association? _association;
    private StreamKind _kind;
    private int _frameLengthMax;

    public InboundConnection(TcpRemoting transport, PeerLink link)
    {
        _transport = transport;
        _link = link;
        _information = new Information(transport.DefaultAddress, transport.System);
    }

    /// <summary>Completes when nothing of this connection will be delivered any more.</summary>
    public Task Ended => _ended.Task;

    public void Abort() => _link.Abort();

    /// <summary>
    /// The handshake. Throws <see cref="WireFormatException"/>, <see cref="IOException"/> or <see cref="OperationCanceledException"/> when
    /// there will be no connection.
    /// </summary>
    public async Task ShakeHandsAsync(CancellationToken cancellation)
    {
        var hello = Handshake.ReadHello(await _link.ReadAsync(cancellation).ConfigureAwait(false));
        var cookie = _transport.Settings.Cookie;
        var nonce = RandomNumberGenerator.GetBytes(Handshake.NonceLength);
        var proof = Handshake.Proof(cookie, "acceptor", hello.Bytes, nonce);
        await _link.WriteAsync(Handshake.WriteChallenge(nonce, proof), cancellation).ConfigureAwait(false);
        var answer = Handshake.ReadProof(await _link.ReadAsync(cancellation).ConfigureAwait(false));
        try
        {
            if (cookie is not null
                && !CryptographicOperations.FixedTimeEquals(Handshake.Proof(cookie, "connector", hello.Bytes, nonce), answer))
            {
                throw new HandshakeRefusedException("The secure cookie is wrong.", false);
            }

            var delivered = await AcceptAsync(hello, cancellation).ConfigureAwait(false);
            var welcome = new Handshake.Welcome(_transport.Uid, delivered);
            await _link.WriteAsync(Handshake.WriteWelcome(welcome), cancellation).ConfigureAwait(false);
        }
        catch (HandshakeRefusedException refused)
        {
            var refusal = new Handshake.Refusal(refused.Message, refused.Quarantined);
            await _link.WriteAsync(Handshake.WriteRefusal(refusal), cancellation).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads until the connection ends. Throws <see cref="WireFormatException"/> when the peer breaks the protocol.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await _link.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            var consumed = Akka.Serialization.Serialization.WithInformation(
                _information, (Connection: this, result.Buffer), static s => s.Connection.Process(s.Buffer));
            _link.Reader.AdvanceTo(consumed, result.Buffer.End);
            await ReplyAsync(cancellation).ConfigureAwait(false);

            if (result.IsCompleted)
                return;
        }
    }

    public void Close()
    {
        _ended.TrySetResult();
        _association?.OnInboundClosed(this, _kind);
        _link.Dispose();
    }

    private async ValueTask ReplyAsync(CancellationToken cancellation)
    {
        foreach (var reply in _dispatcher!.TakeReplies())
        {
            if (!_association!.IsSendBlocked)
                Frames.Write(_link.Writer, reply);
        }

        if (_link.Writer.UnflushedBytes > 0)
            await _link.Writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<long> AcceptAsync(Handshake.Hello hello, CancellationToken cancellation)
    {
        if (!_transport.IsAddressed(hello.To))
        {
            throw new HandshakeRefusedException(
                $"You want [{hello.To}], but this is [{_transport.DefaultAddress}]. Use that address, or set public-hostname and "
                + "public-port here.",
                false);
        }

        if (hello.From.Protocol != _transport.DefaultAddress.Protocol || _transport.Addresses.Contains(hello.From))
            throw new HandshakeRefusedException($"[{hello.From}] is no address of a peer of [{_transport.DefaultAddress}].", false);
        _association = _transport.TryAssociationWith(hello.From)
            ?? throw new HandshakeRefusedException("Too many systems are associated.", false);
        _kind = hello.Kind;
        var tcp = _transport.Settings.Tcp;
        _frameLengthMax = _kind == StreamKind.Large ? tcp.LargeFrameLengthMax : tcp.FrameLengthMax;
        _dispatcher = new InboundDispatcher(_transport, _association, hello.Uid);
        return await _association.AcceptAsync(this, _kind, hello.Uid, cancellation).ConfigureAwait(false);
    }

    private SequencePosition Process(ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var consumed = ProcessContiguous(buffer.First.Span);
            if (consumed > 0)
            {
                buffer = buffer.Slice(consumed);
                continue;
            }

            if (!Frames.TryTake(ref buffer, _frameLengthMax, out var frame))
                break;
            ProcessDivided(frame);
        }

        return buffer.Start;
    }

    /// <summary>The frames that lie in one piece. Returns the number of bytes they take.</summary>
    private int ProcessContiguous(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes.Length - at >= FrameFields.PrefixLength)
        {
            var length = Frames.CheckedLength(bytes.Slice(at, FrameFields.PrefixLength), _frameLengthMax);
            if (bytes.Length - at - FrameFields.PrefixLength < length)
                break;
            var frame = bytes.Slice(at + FrameFields.PrefixLength, length);
            at += FrameFields.PrefixLength + length;
            Deliver(FrameHeader.Read(frame, length), frame, null);
        }

        return at;
    }

    /// <summary>
    /// A frame in several pieces: its fields are copied together, its payload goes into the array that the serializer gets.
    /// </summary>
    private void ProcessDivided(in ReadOnlySequence<byte> frame)
    {
        var length = (int)frame.Length;
        var head = _headScratch.AsSpan(0, Math.Min(length, _headScratch.Length));
        frame.Slice(0, head.Length).CopyTo(head);
        var header = FrameHeader.Read(head, length);
        var payload = header.PayloadOffset < 0 ? null : frame.Slice(header.PayloadOffset, header.PayloadLength).ToArray();
        Deliver(header, head, payload);
    }

    private void Deliver(in FrameHeader header, ReadOnlySpan<byte> head, byte[]? payload)
    {
        if (_association!.IsReceiveBlocked)
            throw new IOException("The link is cut by a SetThrottle command.");
        if (_link.IsAborted)
            throw new IOException("The connection was closed.");
        _dispatcher!.Deliver(header, head, payload);
    }
}
