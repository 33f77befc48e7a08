using System.Net.Sockets;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Nbd;

/// <summary>
/// An NBD export with a connection that is made again when it is lost. Thread-safe; requests are bounded by
/// <see cref="NbdOptions.InFlightMax"/>.
/// <para>What is sent again over a new connection: whatever the server cannot have done (not wholly handed over), whatever changes nothing
/// (reads, flushes), and changes whose connection the <em>server</em> ended, since it is dead then or has let go of them. A change whose
/// connection this side gave up is not: the server may still carry it out, after a repeat and after what the client writes next.</para>
/// </summary>
public sealed class NbdClient : IDisposable
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    private readonly NbdAddress _address;
    private readonly NbdOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _sync = new();
    private NbdConnection? _connection;
    private Task<NbdConnection>? _connecting;

    private NbdClient(NbdAddress address, NbdOptions options, TimeProvider time, NbdConnection connection)
    {
        (_address, _options, _time, _connection) = (address, options, time, connection);
        Export = connection.Export;
        _slots = new SemaphoreSlim(options.InFlightMax);
    }

    /// <summary>As negotiated at the first connection; a later one that differs is not used.</summary>
    public NbdExport Export { get; }

    /// <summary>Connections made so far, the first one counted.</summary>
    public int ConnectionCount { get; private set; } = 1;

    /// <summary>
    /// Run on every connection but the first before it is used: null when what is there is still the same, otherwise what is wrong.
    /// </summary>
    internal Func<NbdConnection, Task<string?>>? Verify { get; set; }

    /// <summary>Connects once, without repeats.</summary>
    /// <exception cref="IOException">The export cannot be reached, or the server refused; the message says why.</exception>
    public static async Task<NbdClient> ConnectAsync(
        NbdAddress address, NbdOptions options, TimeProvider time, CancellationToken cancellation = default)
    {
        options.Check();
        try
        {
            var connection = await NbdConnection.OpenAsync(address, options, time, cancellation).ConfigureAwait(false);
            return new NbdClient(address, options, time, connection);
        }
        catch (Exception thrown) when (IsNoConnection(thrown))
        {
            throw new IOException($"Connecting to {address}: {thrown.Message}.", thrown);
        }
    }

    internal async ValueTask<VolumeResult> RunAsync(NbdRequest request, CancellationToken cancellation)
    {
        try
        {
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new VolumeResult(VolumeStatus.Cancelled);
        }

        try
        {
            return await RunUntilAnsweredAsync(request, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        NbdConnection? connection;
        lock (_sync)
            (connection, _connection) = (_connection, null);
        if (_closing.IsCancellationRequested)
            return;
        _closing.Cancel();
        if (connection is not null)
            _ = connection.CloseAsync();
    }

    private async Task<VolumeResult> RunUntilAnsweredAsync(NbdRequest request, CancellationToken cancellation)
    {
        var begun = _time.GetTimestamp();
        while (true)
        {
            if (cancellation.IsCancellationRequested)
                return new VolumeResult(VolumeStatus.Cancelled);
            NbdReply reply;
            try
            {
                var connection = await CurrentAsync(begun).ConfigureAwait(false);
                reply = await connection.RunAsync(request).ConfigureAwait(false);
                if (reply is { End: NbdEnd.Answered, Errno: not NbdWire.ErrnoShutdown })
                    return reply.Errno == 0 ? VolumeResult.Ok : Failed(request, reply);
                if (reply.End == NbdEnd.EndedByClient && request.ChangesBytes)
                    return new VolumeResult(VolumeStatus.Lost, $"{Doing(request)}: {reply.Detail}; the server may still do it.");
                if (_time.GetElapsedTime(begun) >= _options.ReconnectLimit)
                    return new VolumeResult(VolumeStatus.Lost, $"{Doing(request)}: {reply.Detail}.");
                await PauseAsync(_options.ReconnectPause).ConfigureAwait(false);
            }
            catch (Exception thrown) when (IsNoConnection(thrown))
            {
                return new VolumeResult(VolumeStatus.Lost, $"{Doing(request)}: {thrown.Message}.");
            }
        }
    }

    private VolumeResult Failed(NbdRequest request, NbdReply reply) => new(
        reply.Errno == NbdWire.ErrnoNoSpace ? VolumeStatus.NoSpace
        : request.Command == NbdCommand.Read ? VolumeStatus.ReadError
        : VolumeStatus.WriteError,
        $"{Doing(request)}: {reply.Detail}.");

    private string Doing(NbdRequest request) =>
        $"{request.Command} of {request.LengthBytes} bytes at {request.OffsetBytes} of {_address}";

    /// <summary>The connection in use, or the next one, made once for all who wait.</summary>
    private async Task<NbdConnection> CurrentAsync(long begun)
    {
        Task<NbdConnection> connecting;
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            if (_connection is { Ended: null } connection)
                return connection;
            if (_connecting is null || _connecting.IsCompleted)
                _connecting = Task.Run(ReconnectAsync, CancellationToken.None);
            connecting = _connecting;
        }

        var left = _options.ReconnectLimit - _time.GetElapsedTime(begun);
        return await connecting.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time).ConfigureAwait(false);
    }

    private async Task<NbdConnection> ReconnectAsync()
    {
        var (begun, pause) = (_time.GetTimestamp(), _options.ReconnectPause);
        while (true)
        {
            try
            {
                var connection = await NbdConnection.OpenAsync(_address, _options, _time, _closing.Token).ConfigureAwait(false);
                await CheckSameAsync(connection).ConfigureAwait(false);
                lock (_sync)
                {
                    if (_closing.IsCancellationRequested)
                        connection.Abort("the volume was closed");
                    _connection?.Dispose();
                    ConnectionCount++;
                    _connection = connection;
                }

                return connection;
            }
            catch (Exception thrown) when (IsNoConnection(thrown) && !_closing.IsCancellationRequested)
            {
                if (_time.GetElapsedTime(begun) >= _options.ReconnectLimit)
                    throw;
            }

            await PauseAsync(pause).ConfigureAwait(false);
            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        }
    }

    private async Task CheckSameAsync(NbdConnection connection)
    {
        var problem = connection.Export.SizeBytes != Export.SizeBytes || connection.Export.MinBlockBytes > Export.MinBlockBytes
            || connection.Export.MaxPayloadBytes < Export.MaxPayloadBytes || (Export.Features & ~connection.Export.Features) != 0
            ? "the export is not what it was before the connection was lost"
            : Verify is { } verify ? await verify(connection).ConfigureAwait(false) : null;
        if (problem is null)
            return;
        connection.Dispose();
        throw new NbdProtocolException(problem);
    }

    private Task PauseAsync(TimeSpan pause) => Task.Delay(pause, _time, _closing.Token);

    private static bool IsNoConnection(Exception thrown) =>
        thrown is IOException or SocketException or NbdProtocolException or TimeoutException or ObjectDisposedException
            or OperationCanceledException;
}
