using System.Runtime.CompilerServices;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;
using VioActors.Storage;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// Runs I/O of this VIOS at its peers while its own fabric, or the volume that it is for, is lost (RED-2). Thread-safe.
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
    private readonly SharedLimit _limit = new(holdLimit, time);
    private volatile PeerRoute[] _peers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _lastNumber;
    private Func<ulong>? _nextNumber;

    /// <summary>The own path is up: requests need not go elsewhere.</summary>
    public bool IsLocalUp => isLocalUp();

    /// <summary>Some peer could run a request now.</summary>
    public bool HasUsablePeer => Peers.Any(peer => peer.IsUsable);

    public IReadOnlyList<PeerRoute> Peers => _peers;

    /// <summary>An interconnect to a peer that reaches the VIOS DB, best of the own CEC (RED-5); null: there is none.</summary>
    public PeerLink? FindDbLink() => Peers.Where(peer => peer.ReachesDb).OrderByDescending(peer => peer.OnOwnCec)
        .ThenBy(peer => peer.AnswerTicks).Select(peer => peer.Link).FirstOrDefault(link => link is not null);

    public void SetPeers(IReadOnlyList<PeerRoute> peers)
    {
        _peers = [.. peers];
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

    /// <param name="own">The unit on the own path, which says whether that reaches the bytes; null: whether it is up decides.</param>
    /// <param name="evenIfLocalUp">The own path seems to reach the bytes, and does not.</param>
    /// <returns>The result; null: run it on the own path, which is back.</returns>
    public Task<StorageResult?> ReadAsync(
        LuAccess? own, LuUdid lu, long offsetBytes, Memory<byte> destination, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunPiecesAsync(RelayIo.Read(lu, offsetBytes, destination) with { Own = own }, new(evenIfLocalUp, IsHeld: true), cancellation);

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> WriteAsync(
        LuAccess? own, LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, bool evenIfLocalUp,
        CancellationToken cancellation) =>
        RunPiecesAsync(
            RelayIo.Write(lu, offsetBytes, source, durable) with { Own = own }, new(evenIfLocalUp, IsHeld: true), cancellation);

    /// <summary>A write in one step, of at most <see cref="CkeFrame.PayloadLengthMax"/> bytes.</summary>
    public Task<StorageResult?> WriteAtomicAsync(
        LuAccess own, LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunAsync(
            RelayIo.Write(lu, offsetBytes, source, durable: true) with { Own = own, Atomic = true }, new(evenIfLocalUp, IsHeld: true),
            cancellation);

    /// <summary>Whether a peer read it now: what the own path, though up, does not. Nothing is held for it.</summary>
    public async Task<bool> ReadElsewhereAsync(LuUdid lu, long offsetBytes, Memory<byte> destination, CancellationToken cancellation) =>
        await RunPiecesAsync(RelayIo.Read(lu, offsetBytes, destination), new(true, IsHeld: false), cancellation).ConfigureAwait(false)
            == StorageResult.Ok;

    /// <inheritdoc cref="ReadElsewhereAsync"/>
    public async Task<bool> WriteElsewhereAsync(
        LuUdid lu, long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) =>
        await RunPiecesAsync(RelayIo.Write(lu, offsetBytes, source, durable), new(true, IsHeld: false), cancellation).ConfigureAwait(false)
            == StorageResult.Ok;

    /// <inheritdoc cref="ReadAsync"/>
    public Task<StorageResult?> FlushAsync(LuAccess? own, LuUdid lu, bool evenIfLocalUp, CancellationToken cancellation) =>
        RunAsync(RelayIo.Flush(lu) with { Own = own }, new(evenIfLocalUp, IsHeld: true), cancellation);

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
        new CkeFrame(CkeFrameKind.Resolve, hops, 0, 0, 0, 0, ResolveQuestion.SizeBytes, ResolveQuestion.SizeBytes),
        default, question.ToBytes(), _nextNumber ??= NextNumber);

    private ulong NextNumber() => Interlocked.Increment(ref _lastNumber);

    private Task<StorageResult?> RunPiecesAsync(in RelayIo io, Mode mode, CancellationToken cancellation) =>
        io.Count <= CkeFrame.PayloadLengthMax ? RunAsync(io, mode, cancellation) : RunInPiecesAsync(io, mode, cancellation);

    private async Task<StorageResult?> RunInPiecesAsync(RelayIo io, Mode mode, CancellationToken cancellation)
    {
        for (var begin = 0; begin < io.Count; begin += CkeFrame.PayloadLengthMax)
        {
            var result = await RunAsync(io.Piece(begin, Math.Min(CkeFrame.PayloadLengthMax, io.Count - begin)), mode, cancellation)
                .ConfigureAwait(false);
            if (result is not StorageResult.Ok)
                return result;
        }

        return StorageResult.Ok;
    }

    /// <summary>A request is made anew for each peer, with a number of its own: a peer that was given up never runs it again.</summary>
    private async Task<StorageResult?> RunAsync(RelayIo io, Mode mode, CancellationToken cancellation)
    {
        var limit = _limit.Begin();
        try
        {
            while (true)
            {
                var changed = Changed();
                if (!mode.EvenIfLocalUp && (io.IsReached() ?? IsLocalUp))
                    return null;
                var answer = await AskPeersAsync(io, cancellation, limit).ConfigureAwait(false);
                if (answer is not null || !mode.IsHeld)
                    return answer;
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit);
                await WaitAsync(changed, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return StorageResult.PathLost;
        }
    }

    /// <summary>Until something changes; a peer that refused a request, which it takes for an old one, is asked again later.</summary>
    private async Task WaitAsync(Task changed, CancellationToken cancellation)
    {
        try
        {
            await changed.WaitAsync(AskAgainAfter, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing has.
        }
    }

    /// <summary>
    /// The first answer of a peer that has a path; null when none has. Peers of the own CEC first, then the quickest (RED-6).
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StorageResult?> AskPeersAsync(RelayIo io, CancellationToken cancellation, CancellationToken limit)
    {
        List<PeerRoute>? asked = null;
        while (BestBut(asked) is { } peer)
        {
            if (mayAct is not null && !mayAct())
                return StorageResult.NotReady;
            var result = await peer.RunAsync(io.Request(_nextNumber ??= NextNumber), cancellation, limit).ConfigureAwait(false);
            if (result.Answer is { } answer && answer != StorageResult.PathLost)
                return answer;
            (asked ??= []).Add(peer);
        }

        return null;
    }

    private PeerRoute? BestBut(List<PeerRoute>? asked)
    {
        PeerRoute? best = null;
        var bestTicks = 0L;
        foreach (var peer in _peers)
        {
            if (!peer.IsUsable || asked?.Contains(peer) == true || (best is { OnOwnCec: true } && !peer.OnOwnCec))
                continue;
            var ticks = peer.AnswerTicks;
            if (best is null || (peer.OnOwnCec && !best.OnOwnCec) || ticks < bestTicks)
                (best, bestTicks) = (peer, ticks);
        }

        return best;
    }

    private Task Changed()
    {
        lock (_sync)
            return _changed.Task;
    }

    /// <summary>How an I/O looks for a peer.</summary>
    /// <param name="EvenIfLocalUp">The own path does not reach the bytes, whatever it says.</param>
    /// <param name="IsHeld">It waits for a peer, or the own path, until the limit.</param>
    private readonly record struct Mode(bool EvenIfLocalUp, bool IsHeld);
}
