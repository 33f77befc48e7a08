using System.Threading.Channels;

namespace Petabridge.Cmd.Host.Server;

/// <summary>
/// Frames on their way to one client, bounded in bytes. Never blocks who enqueues: a client that does not read makes
/// <see cref="TryEnqueue"/> return
/// false, and its connection ends. Thread-safe.
/// </summary>
internal sealed class OutputQueue(int pendingBytesMax)
{
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _abort = new();
    private long _pendingBytes;

    /// <returns>False when the frame does not fit or the queue is complete; the frame is then dropped.</returns>
    internal bool TryEnqueue(byte[] frame)
    {
        if (Interlocked.Add(ref _pendingBytes, frame.Length) <= pendingBytesMax && _frames.Writer.TryWrite(frame))
        {
            return true;
        }

        Interlocked.Add(ref _pendingBytes, -frame.Length);
        return false;
    }

    /// <summary>No more frames; what waits is still sent, but for no longer than <paramref name="limit"/>.</summary>
    internal void Complete(TimeSpan limit)
    {
        _frames.Writer.TryComplete();
        _abort.CancelAfter(limit);
    }

    /// <summary>What waits is thrown away, and a write that hangs is given up.</summary>
    internal void Abort()
    {
        _abort.Cancel();
        _frames.Writer.TryComplete();
    }

    /// <summary>Writes the frames until the queue is complete. Called once.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">A write took longer than <paramref name="sendTimeout"/>, or the queue was
    /// aborted.</exception>
    internal async Task DrainAsync(Stream stream, TimeSpan sendTimeout)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(_abort.Token).ConfigureAwait(false))
        {
            using var timed = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
            timed.CancelAfter(sendTimeout);
            await stream.WriteAsync(frame, timed.Token).ConfigureAwait(false);
            Interlocked.Add(ref _pendingBytes, -frame.Length);
        }
    }
}
