using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>An open connection with a peer. Reading belongs to one loop, writing to one loop; aborting is thread-safe.</summary>
internal sealed class PeerLink : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private int _aborted;

    public PeerLink(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        Reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferLength, minimumReadSize: 4096, leaveOpen: true));
        Writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: BufferLength, leaveOpen: true));
    }

    public PipeReader Reader { get; }

    public PipeWriter Writer { get; }

    public bool IsAborted => Volatile.Read(ref _aborted) != 0;

    /// <summary>Writes one small frame at once.</summary>
    public async ValueTask WriteAsync(WireMessage frame, CancellationToken cancellation)
    {
        Frames.Write(Writer, frame);
        await Writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads one frame of the handshake as an array. Throws <see cref="WireFormatException"/> for one that is too long and
    /// <see cref="EndOfStreamException"/> when the peer closes.
    /// </summary>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await Reader.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (Frames.TryTake(ref buffer, FrameFields.HandshakeFrameLengthMax, out var frame))
            {
                var bytes = frame.ToArray();
                Reader.AdvanceTo(buffer.Start);
                return bytes;
            }

            Reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                throw new EndOfStreamException("The peer closed the connection during the handshake.");
        }
    }

    /// <summary>Closes the connection; loops that read or write fail.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
            _socket.Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Abort();
        Reader.Complete();
        try
        {
            // What was not flushed goes with the connection.
            Writer.Complete(new IOException("The connection was closed."));
        }
        catch (IOException)
        {
            // Nobody waits for it.
        }

        _stream.Dispose();
    }
}
