using System.Buffers;
using Akka.Actor;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>
/// One open connection of an outbound stream. The stream's loop writes to it; its own loop reads what the peer answers: acknowledgements,
/// pongs, flush marks.
/// </summary>
internal sealed class OutboundConnection : IDisposable
{
    private readonly PeerLink _link;
    private readonly Association _association;
    private readonly WorkSignal _work;
    private readonly FailureDetector? _detector;

    public OutboundConnection(
        PeerLink link, int peerUid, Association association, WorkSignal work, FrameEncoder encoder, FailureDetector? detector)
    {
        _link = link;
        PeerUid = peerUid;
        _association = association;
        _work = work;
        _detector = detector;
        Encoder = encoder;
        _detector?.HeartBeat();
    }

    public int PeerUid { get; }

    public FrameEncoder Encoder { get; }

    public PeerLink Link => _link;

    /// <summary>Number of the last system message that went out on this connection.</summary>
    public long LastSystemMessage { get; set; }

    public bool IsClosed => _link.IsAborted;

    /// <summary>Whether the peer answers; always true where no pings are sent.</summary>
    public bool IsResponding => _detector?.IsAvailable ?? true;

    /// <summary>Why the peer ended the connection, if it said so.</summary>
    public Exception? Failure { get; private set; }

    public void Abort()
    {
        _link.Abort();
        _work.Set();
    }

    /// <summary>Reads until the connection ends. Never throws.</summary>
    public async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var result = await _link.Reader.ReadAsync().ConfigureAwait(false);
                var buffer = result.Buffer;
                while (Frames.TryTake(ref buffer, FrameFields.HandshakeFrameLengthMax, out var frame))
                {
                    if (!_association.IsReceiveBlocked)
                        Handle(frame.ToArray());
                }

                _link.Reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }
        }
        catch (Exception error)
        {
            Failure = error;
        }

        Abort();
    }

    public void Dispose() => _link.Dispose();

    private void Handle(byte[] frame)
    {
        var header = FrameHeader.Read(frame, frame.Length);
        switch (header.Control)
        {
            case FrameFields.Ack:
                _association.Acknowledged(PeerUid, header.ControlNumber);
                break;
            case FrameFields.Pong:
                _detector?.HeartBeat();
                break;
            case FrameFields.Flushed:
                _association.Flushed(header.ControlNumber);
                break;
        }
    }
}
