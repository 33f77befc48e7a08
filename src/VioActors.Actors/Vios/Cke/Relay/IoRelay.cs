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
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(250);
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
        RunPiecesAsync(
            destination.Length, make => RunAsync(evenIfLocalUp, make, cancellation),
            (begin, count) => Read(lu, offsetBytes + begin, destination.Slice(begin, count)));

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> WriteAsync(
        LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunPiecesAsync(
            source.Length, make => RunAsync(evenIfLocalUp, make, cancellation),
            (begin, count) => Write(lu, offsetBytes + begin, source.Slice(begin, count), durable));

    /// <summary>Whether a peer read it now: what the own path, though up, does not. Nothing is held for it.</summary>
    public async Task<bool> ReadElsewhereAsync(LuUdid lu, long offsetBytes, Memory<byte> destination, CancellationToken cancellation) =>
        await RunPiecesAsync(
            destination.Length, make => RunOnceAsync(make, cancellation),
            (begin, count) => Read(lu, offsetBytes + begin, destination.Slice(begin, count))).ConfigureAwait(false) == StorageResult.Ok;

    /// <inheritdoc cref="ReadElsewhereAsync"/>
    public async Task<bool> WriteElsewhereAsync(
        LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) =>
        await RunPiecesAsync(
            source.Length, make => RunOnceAsync(make, cancellation),
            (begin, count) => Write(lu, offsetBytes + begin, source.Slice(begin, count), durable)).ConfigureAwait(false)
            == StorageResult.Ok;

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> FlushAsync(LuUdid lu, bool evenIfLocalUp, CancellationToken cancellation) => RunAsync(
        evenIfLocalUp,
        () => new RelayRequest(new CkeFrame(CkeFrameKind.Flush, 0, 0, NextNumber(), lu.Value, 0, 0, 0), default, default),
        cancellation);

    /// <summary>
    /// Has the other VIOSes ask one that cannot be reached from here what became of a write, until one of them knows: run, with its result,
    /// or not run, and then never to be (RED-3). Ends with the request, or with the limit.
    /// </summary>
    public async Task ResolveAsync(PeerRoute lost, RelayRequest request)
    {
        using var limit = new CancellationTokenSource(holdLimit, time);
        var question = new ResolveQuestion(lost.Party, request.Frame.Request);
        try
        {
            while (!request.Completion.IsCompleted)
            {
                foreach (var third in Peers.Where(peer => peer != lost && peer.IsConnected))
                {
                    var said = await third.RunAsync(Question(question, hops: 1), limit.Token).ConfigureAwait(false);
                    if (!said.IsResolved)
                        continue;
                    request.Complete(said.Answer == StorageResult.PathLost ? RelayResult.PeerGone : new RelayResult(said.Answer));
                    return;
                }

                await Task.Delay(AskAgainAfter, time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody knows; its caller has given up, too.
        }
    }

    /// <summary>
    /// Asks a peer for another VIOS what became of a write of that one. Not resolved: the peer cannot be reached from here.
    /// </summary>
    public async Task<RelayResult> ForwardAsync(CkeParty origin, ResolveQuestion question)
    {
        var asked = Peers.FirstOrDefault(peer => peer.Party == question.Party && peer.IsConnected);
        if (asked is null)
            return new RelayResult(StorageResult.NotReady);
        using var limit = new CancellationTokenSource(holdLimit, time);
        try
        {
            return await asked.RunAsync(Question(new ResolveQuestion(origin, question.Number), hops: 0), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new RelayResult(StorageResult.NotReady);
        }
    }

    private RelayRequest Question(ResolveQuestion question, byte hops) => new(
        new CkeFrame(
            CkeFrameKind.Resolve, hops, 0, NextNumber(), 0, 0, ResolveQuestion.SizeBytes, ResolveQuestion.SizeBytes),
        default, question.ToBytes());

    private ulong NextNumber() => Interlocked.Increment(ref _lastNumber);

    private RelayRequest Read(LuUdid lu, long offsetBytes, Memory<byte> destination) => new(
        new CkeFrame(CkeFrameKind.Read, 0, 0, NextNumber(), lu.Value, offsetBytes, destination.Length, 0), destination, default);

    private RelayRequest Write(LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable) => new(
        new CkeFrame(
            CkeFrameKind.Write, durable ? CkeFrame.Set : (byte)0, 0, NextNumber(), lu.Value, offsetBytes, source.Length, source.Length),
        default, source);

    private static async Task<StorageResult?> RunPiecesAsync(
        int lengthBytes, Func<Func<RelayRequest>, Task<StorageResult?>> run, Func<int, int, RelayRequest> piece)
    {
        for (var begin = 0; begin < lengthBytes; begin += CkeFrame.PayloadLengthMax)
        {
            var (from, count) = (begin, Math.Min(CkeFrame.PayloadLengthMax, lengthBytes - begin));
            var result = await run(() => piece(from, count)).ConfigureAwait(false);
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
                if (await AskPeersAsync(make, stop.Token).ConfigureAwait(false) is { } answer)
                    return answer;
                await changed.WaitAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return StorageResult.PathLost;
        }
    }

    private async Task<StorageResult?> RunOnceAsync(Func<RelayRequest> make, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(holdLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await AskPeersAsync(make, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return StorageResult.PathLost;
        }
    }

    /// <summary>
    /// The first answer of a peer that has a path; null when none has. Peers of the own CEC first, then the quickest (RED-6).
    /// </summary>
    private async Task<StorageResult?> AskPeersAsync(Func<RelayRequest> make, CancellationToken cancellation)
    {
        foreach (var peer in Peers.Where(peer => peer.IsUsable).OrderByDescending(peer => peer.OnOwnCec)
            .ThenBy(peer => peer.AnswerTicks).ToList())
        {
            if (mayAct is not null && !mayAct())
                return StorageResult.NotReady;
            var result = await peer.RunAsync(make(), cancellation).ConfigureAwait(false);
            if (result.Answer is { } answer && answer != StorageResult.PathLost)
                return answer;
        }

        return null;
    }

    private Task Changed()
    {
        lock (_sync)
            return _changed.Task;
    }
}
