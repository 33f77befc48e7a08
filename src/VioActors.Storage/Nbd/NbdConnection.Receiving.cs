using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace VioActors.Storage.Nbd;

/// <content>The server's replies. Every length is checked before anything is done with it.</content>
internal sealed partial class NbdConnection
{
    private const int ErrorBytesMax = 16 * 1024;

    private async Task ReceiveAllAsync()
    {
        NbdReply ended;
        try
        {
            var scratch = new byte[32];
            while (true)
                await ReceiveAsync(scratch).ConfigureAwait(false);
        }
        catch (NbdProtocolException broken)
        {
            ended = new NbdReply(NbdEnd.EndedByClient, 0, $"The server broke the protocol: {broken.Message}.");
        }
        catch (Exception thrown) when (thrown is IOException or SocketException or ObjectDisposedException)
        {
            ended = new NbdReply(EndedByPeer(thrown) ? NbdEnd.EndedByServer : NbdEnd.EndedByClient, 0, thrown.Message);
        }
        catch (Exception thrown)
        {
            ended = new NbdReply(NbdEnd.EndedByClient, 0, $"{thrown.GetType().Name}: {thrown.Message}");
        }

        EndAll(ended);
    }

    /// <summary>
    /// A clean end, a reset or a broken pipe comes from the other side's system; a network that went away shows as something else.
    /// </summary>
    private static bool EndedByPeer(Exception thrown) =>
        thrown is EndOfStreamException
        || (thrown as SocketException ?? thrown.InnerException as SocketException)?.SocketErrorCode
            is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted;

    private void EndAll(NbdReply ended)
    {
        List<NbdPending> left;
        lock (_sync)
        {
            ended = _ended ??= ended;
            left = [.. _pending.Values];
            _pending.Clear();
        }

        _watch.Dispose();
        _stream.Dispose();
        _reader.Dispose();
        foreach (var pending in left)
            _ = EndAfterSendingAsync(pending, ended);
    }

    /// <summary>A send that the disposal ends may touch the caller's memory until it has ended.</summary>
    private async Task EndAfterSendingAsync(NbdPending pending, NbdReply ended)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        _sending.Release();
        pending.End(ended);
    }

    private async ValueTask ReceiveAsync(byte[] scratch)
    {
        switch (await _reader.ReadUInt32Async(scratch, CancellationToken.None).ConfigureAwait(false))
        {
            case NbdWire.SimpleReplyMagic:
                await ReceiveSimpleAsync(scratch).ConfigureAwait(false);
                break;
            case NbdWire.StructuredReplyMagic when Export.StructuredReplies:
                await ReceiveChunkAsync(scratch).ConfigureAwait(false);
                break;
            default:
                throw new NbdProtocolException("a reply has no known magic number");
        }
    }

    private async ValueTask ReceiveSimpleAsync(byte[] scratch)
    {
        await _reader.ReadAsync(scratch.AsMemory(0, NbdWire.SimpleReplyBytes - 4), CancellationToken.None).ConfigureAwait(false);
        var errno = BinaryPrimitives.ReadUInt32BigEndian(scratch);
        var cookie = BinaryPrimitives.ReadUInt64BigEndian(scratch.AsSpan(4));
        var pending = Find(cookie);
        if (errno != 0)
        {
            pending.Failure ??= Failed(errno, "");
        }
        else if (pending.Request.Command == NbdCommand.Read)
        {
            if (Export.StructuredReplies)
                throw new NbdProtocolException("it answered a read with a simple reply although structured ones were agreed on");
            var request = pending.Request;
            await _reader.ReadAsync(pending.Take(request.OffsetBytes, request.LengthBytes), CancellationToken.None).ConfigureAwait(false);
        }

        Complete(cookie, pending);
    }

    private async ValueTask ReceiveChunkAsync(byte[] scratch)
    {
        await _reader.ReadAsync(scratch.AsMemory(0, NbdWire.StructuredReplyBytes - 4), CancellationToken.None).ConfigureAwait(false);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(scratch);
        var type = BinaryPrimitives.ReadUInt16BigEndian(scratch.AsSpan(2));
        var cookie = BinaryPrimitives.ReadUInt64BigEndian(scratch.AsSpan(4));
        var length = BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(12));
        var pending = Find(cookie);
        switch (type)
        {
            case NbdWire.ChunkNone when length == 0:
                break;
            case NbdWire.ChunkOffsetData when length > 8:
                await _reader.ReadAsync(scratch.AsMemory(0, 8), CancellationToken.None).ConfigureAwait(false);
                var data = pending.Take(BinaryPrimitives.ReadInt64BigEndian(scratch), length - 8);
                await _reader.ReadAsync(data, CancellationToken.None).ConfigureAwait(false);
                break;
            case NbdWire.ChunkOffsetHole when length == 12:
                await _reader.ReadAsync(scratch.AsMemory(0, 12), CancellationToken.None).ConfigureAwait(false);
                var hole = pending.Take(
                    BinaryPrimitives.ReadInt64BigEndian(scratch), BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(8)));
                hole.Span.Clear();
                break;
            case >= NbdWire.ChunkErrorBit when length is >= 6 and <= ErrorBytesMax:
                pending.Failure ??= await ReceiveErrorAsync((int)length).ConfigureAwait(false);
                break;
            default:
                throw new NbdProtocolException($"a reply chunk of type {type} with {length} bytes fits nothing");
        }

        if ((flags & NbdWire.ChunkDone) != 0)
            Complete(cookie, pending);
    }

    private async ValueTask<NbdReply> ReceiveErrorAsync(int length)
    {
        var error = new byte[length];
        await _reader.ReadAsync(error, CancellationToken.None).ConfigureAwait(false);
        var text = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(error.AsSpan(4)), length - 6);
        return Failed(BinaryPrimitives.ReadUInt32BigEndian(error), Encoding.UTF8.GetString(error, 6, Math.Min(text, 200)));
    }

    private static NbdReply Failed(uint errno, string said)
    {
        if (errno == 0)
            throw new NbdProtocolException("it reported an error without a number");
        var text = new string([.. said.Where(c => !char.IsControl(c))]);
        return new NbdReply(NbdEnd.Answered, errno, $"the server answered error {errno}{(text.Length == 0 ? "" : $" (\"{text}\")")}");
    }

    private NbdPending Find(ulong cookie)
    {
        lock (_sync)
        {
            return _pending.TryGetValue(cookie, out var pending)
                ? pending
                : throw new NbdProtocolException("it answered a request that is not on the wire");
        }
    }

    private void Complete(ulong cookie, NbdPending pending)
    {
        pending.Complete();
        lock (_sync)
            _pending.Remove(cookie);
    }
}
