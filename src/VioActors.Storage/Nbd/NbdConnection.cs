using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace VioActors.Storage.Nbd;

/// <summary>
/// One connection in its transmission phase, with many requests on the wire. Thread-safe. A request's memory is the caller's again when its
/// task ends: after an abort that is when the receiving loop has ended. How many requests there are at once is the caller's bound.
/// </summary>
internal sealed partial class NbdConnection : IDisposable
{
    /// <summary>Up to here a write's bytes go into one packet with its header; a larger one is not copied.</summary>
    private const int JoinBytesMax = 64 * 1024;

    private readonly NetworkStream _stream;
    private readonly NbdReader _reader;
    private readonly TimeProvider _time;
    private readonly TimeSpan _answerLimit;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Lock _sync = new();
    private readonly Dictionary<ulong, NbdPending> _pending = [];
    private readonly TimeSpan _watchInterval;
    private readonly ITimer _watch;
    private ulong _lastCookie;
    private NbdReply? _ended;
    private Task _receiving = Task.CompletedTask;

    private NbdConnection(NetworkStream stream, NbdReader reader, NbdExport export, TimeProvider time, TimeSpan answerLimit)
    {
        (_stream, _reader, _time, _answerLimit) = (stream, reader, time, answerLimit);
        Export = export;
        _watchInterval = TimeSpan.FromTicks(Math.Max(answerLimit.Ticks / 4, TimeSpan.TicksPerMillisecond));
        _watch = time.CreateTimer(_ => AbortIfOverdue(), null, _watchInterval, Timeout.InfiniteTimeSpan);
    }

    public NbdExport Export { get; }

    /// <summary>Why it is of no more use; null while it is.</summary>
    public NbdReply? Ended
    {
        get
        {
            lock (_sync)
                return _ended;
        }
    }

    /// <summary>Connects and negotiates.</summary>
    /// <exception cref="NbdProtocolException">The server refused, or is no NBD server of today.</exception>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    /// <exception cref="IOException">It closed the connection while negotiating.</exception>
    /// <exception cref="TimeoutException">Both together took longer than the answer limit.</exception>
    public static async Task<NbdConnection> OpenAsync(
        NbdAddress address, NbdOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var endPoint = address.ToEndPoint();
        var socket = address.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        NbdReader? reader = null;
        try
        {
            await socket.ConnectAsync(endPoint, either.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            reader = new NbdReader(stream);
            var export = await NbdHandshake.NegotiateAsync(stream, reader, address.Export, either.Token).ConfigureAwait(false);
            var connection = new NbdConnection(stream, reader, export, time, options.AnswerLimit);
            connection._receiving = Task.Run(connection.ReceiveAllAsync, CancellationToken.None);
            return connection;
        }
        catch (Exception thrown)
        {
            reader?.Dispose();
            socket.Dispose();
            if (thrown is OperationCanceledException && limit.IsCancellationRequested)
                throw new TimeoutException($"the server did not answer within {options.AnswerLimit.TotalSeconds} s");
            throw;
        }
    }

    public async Task<NbdReply> RunAsync(NbdRequest request)
    {
        var pending = new NbdPending(request, _time.GetTimestamp());
        ulong cookie;
        lock (_sync)
        {
            if (_ended is { } ended)
                return ended with { End = NbdEnd.NotSent };
            cookie = ++_lastCookie;
            _pending.Add(cookie, pending);
        }

        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Ended is { } ended)
                pending.End(ended with { End = NbdEnd.NotSent });
            else
                await SendAsync(request, cookie).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is IOException or SocketException or ObjectDisposedException)
        {
            // The receiving loop ends this request as all others.
            End(EndedByPeer(thrown) ? NbdEnd.EndedByServer : NbdEnd.EndedByClient, thrown.Message);
        }
        finally
        {
            _sending.Release();
        }

        return await pending.Reply.ConfigureAwait(false);
    }

    /// <summary>Ends the connection from this side; requests on the wire end as given up.</summary>
    public void Abort(string reason) => End(NbdEnd.EndedByClient, reason);

    /// <summary>Ends the connection without a goodbye.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        Abort("it was closed");
    }

    /// <summary>Asks the server to end the connection after what is on the wire, and ends it.</summary>
    public async Task CloseAsync()
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await SendAsync(new NbdRequest(NbdCommand.Disconnect, 0, 0), 0).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is IOException or SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
        finally
        {
            _sending.Release();
        }

        Dispose();
        await _receiving.ConfigureAwait(false);
    }

    private void End(NbdEnd end, string reason)
    {
        lock (_sync)
            _ended ??= new NbdReply(end, 0, reason);
        _stream.Dispose();
    }

    private async ValueTask SendAsync(NbdRequest request, ulong cookie)
    {
        var joined = request.Source.Length <= JoinBytesMax ? request.Source.Length : 0;
        var packet = ArrayPool<byte>.Shared.Rent(NbdWire.RequestBytes + joined);
        try
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, NbdWire.RequestMagic);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), request.ForceUnitAccess ? NbdWire.CommandFua : (ushort)0);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)request.Command);
            BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(8), cookie);
            BinaryPrimitives.WriteInt64BigEndian(packet.AsSpan(16), request.OffsetBytes);
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(24), request.LengthBytes);
            request.Source[..joined].CopyTo(packet.AsMemory(NbdWire.RequestBytes));
            await _stream.WriteAsync(packet.AsMemory(0, NbdWire.RequestBytes + joined)).ConfigureAwait(false);
            if (request.Source.Length > joined)
                await _stream.WriteAsync(request.Source).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packet);
        }
    }

    private void AbortIfOverdue()
    {
        bool overdue;
        lock (_sync)
            overdue = _pending.Values.Any(pending => _time.GetElapsedTime(pending.SentAt) > _answerLimit);
        if (overdue)
            Abort($"the server did not answer a request within {_answerLimit.TotalSeconds} s");
        else
            _watch.Change(_watchInterval, Timeout.InfiniteTimeSpan);
    }
}
