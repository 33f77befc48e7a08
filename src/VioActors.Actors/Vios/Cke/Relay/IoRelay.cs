using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// Runs I/O of this VIOS at its peers while its own fabric is lost (RED-2). Thread-safe.
/// <para>Peers of the own CEC come first, then the quickest; one that has no fabric itself answers so, and the next is asked (RED-6). A
/// peer runs a request on its own path only, so a request is never passed on twice.</para>
/// <para>With no peer left the request is held until one returns, the own path returns, or the limit is over.</para>
/// </summary>
/// <param name="isLocalUp">Whether the own path is up.</param>
/// <param name="holdLimit">How long a request is held for a path.</param>
/// <param name="mayAct">Whether this VIOS may act; what it had begun before it was given up goes to no peer either. Null: always.</param>
internal sealed class IoRelay(Func<bool> isLocalUp, TimeSpan holdLimit, TimeProvider time, Func<bool>? mayAct = null)
{
    private readonly Lock _sync = new();
    private IReadOnlyList<PeerRoute> _peers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _lastNumber;

    /// <summary>The own path is up: requests need not go elsewhere.</summary>
    public bool IsLocalUp => isLocalUp();

    /// <summary>Some peer could run a request now.</summary>
    public bool HasUsablePeer => Peers.Any(peer => peer.IsUsable);

    public IReadOnlyList<PeerRoute> Peers
    {
        get
        {
            lock (_sync)
                return _peers;
        }
    }

    public void SetPeers(IReadOnlyList<PeerRoute> peers)
    {
        lock (_sync)
            _peers = peers;
        Wake();
    }

    /// <summary>Something about the peers or the own path changed: what is held looks again.</summary>
    public void Wake()
    {
        TaskCompletionSource waiting;
        lock (_sync)
        {
            waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    /// <param name="evenIfLocalUp">The own path, though up, does not reach the bytes.</param>
    /// <returns>The result; null: run it on the own path, which is back.</returns>
    public Task<StorageResult?> ReadAsync(
        LuUdid lu, long offsetBytes, Memory<byte> destination, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunPiecesAsync(destination.Length, evenIfLocalUp, (begin, count) => new RelayRequest(
            new CkeFrame(CkeFrameKind.Read, 0, 0, NextNumber(), lu.Value, offsetBytes + begin, count, 0),
            destination.Slice(begin, count), default), cancellation);

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> WriteAsync(
        LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunPiecesAsync(source.Length, evenIfLocalUp, (begin, count) => new RelayRequest(
            new CkeFrame(
                CkeFrameKind.Write, durable ? CkeFrame.Set : (byte)0, 0, NextNumber(), lu.Value, offsetBytes + begin, count, count),
            default, source.Slice(begin, count)), cancellation);

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> FlushAsync(LuUdid lu, bool evenIfLocalUp, CancellationToken cancellation) => RunAsync(
        evenIfLocalUp,
        () => new RelayRequest(new CkeFrame(CkeFrameKind.Flush, 0, 0, NextNumber(), lu.Value, 0, 0, 0), default, default),
        cancellation);

    private ulong NextNumber() => Interlocked.Increment(ref _lastNumber);

    private async Task<StorageResult?> RunPiecesAsync(
        int lengthBytes, bool evenIfLocalUp, Func<int, int, RelayRequest> piece, CancellationToken cancellation)
    {
        for (var begin = 0; begin < lengthBytes; begin += CkeFrame.PayloadLengthMax)
        {
            var (from, count) = (begin, Math.Min(CkeFrame.PayloadLengthMax, lengthBytes - begin));
            var result = await RunAsync(evenIfLocalUp, () => piece(from, count), cancellation).ConfigureAwait(false);
            if (result is not StorageResult.Ok)
                return result;
        }

        return StorageResult.Ok;
    }

    /// <summary>A request is made anew for each peer, with a number of its own: a peer that was given up never runs it again.</summary>
    private async Task<StorageResult?> RunAsync(bool evenIfLocalUp, Func<RelayRequest> make, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(holdLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            while (true)
            {
                var changed = Changed();
                if (!evenIfLocalUp && IsLocalUp)
                    return null;
                foreach (var peer in Peers.Where(peer => peer.IsUsable).OrderByDescending(peer => peer.OnOwnCec)
                    .ThenBy(peer => peer.AnswerTicks).ToList())
                {
                    if (mayAct is not null && !mayAct())
                        return StorageResult.NotReady;
                    var result = await peer.RunAsync(make(), stop.Token).ConfigureAwait(false);
                    if (result.Answer is { } answer && answer != StorageResult.PathLost)
                        return answer;
                }

                await changed.WaitAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return StorageResult.PathLost;
        }
    }

    private Task Changed()
    {
        lock (_sync)
            return _changed.Task;
    }
}
