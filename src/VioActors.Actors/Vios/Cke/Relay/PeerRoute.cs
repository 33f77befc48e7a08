using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Storage;

namespace VioActors.Actors.Vios.Cke.Relay;

/// <summary>
/// One peer CKE as the I/O sees it: its interconnects and the requests on their way to it. Thread-safe.
/// <para>A request goes over the quickest interconnect, or over the one in use while none is much quicker; when that one breaks it is sent
/// again over the next with the same number, and the peer recognises it (RED-3, RED-7). With no interconnect left, reads end at once, so
/// that another peer can be asked. A write stays: the peer may still be running it, and the same write through another VIOS could be
/// overtaken by it. It ends when the peer answers after all, or has another VIOS say what became of it, or is known to be gone
/// (<see cref="Fence"/>, <see cref="NoteRefused"/>), or its caller gives up.</para>
/// </summary>
/// <param name="party">The peer in its incarnation.</param>
/// <param name="resolve">Has another VIOS ask the peer what became of a write, and completes it with the answer. Null: nobody asks.</param>
internal sealed class PeerRoute(
    string name, int linkCount, bool onOwnCec, Action changed, TimeProvider time, CkeParty party = default,
    Func<PeerRoute, RelayRequest, Task>? resolve = null)
{
    /// <summary>Requests on their way to one peer; more wait.</summary>
    private const int WindowMax = 256;

    /// <summary>Bytes of them. Too many would stand before each ping: 8 MiB are 70 ms at 1 Gbit/s.</summary>
    private const int WindowBytesMax = 8 << 20;

    /// <summary>The interconnect in use is left for one whose round trip takes less than this part of its own.</summary>
    private const int MuchQuicker = 2;

    /// <summary>A measured time that is older says nothing of the peer as it is now.</summary>
    private static readonly TimeSpan MeasuredFor = TimeSpan.FromSeconds(5);

    private readonly Lock _sync = new();
    private readonly PeerLink?[] _links = new PeerLink?[linkCount];
    private readonly long[] _roundTripTicks = new long[linkCount];
    private readonly Dictionary<ulong, RelayRequest> _pending = [];
    private readonly FairWindow _window = new(WindowMax, WindowBytesMax);
    private int _lastLink;
    private bool _fabricUp;
    private bool _reachesDb;
    private bool _isClosed;
    private bool _isRefused;
    private long _served;
    private long _answerTicks;
    private long _answeredAt;

    public string Name => name;

    public CkeParty Party => party;

    /// <summary>Some interconnect to it works.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_sync)
                return Array.Exists(_links, link => link is not null);
        }
    }

    /// <summary>The peer is on the CEC of this VIOS (RED-6).</summary>
    public bool OnOwnCec => onOwnCec;

    /// <summary>It can be reached, and reaches the storage itself (RED-6).</summary>
    public bool IsUsable
    {
        get
        {
            lock (_sync)
                return _fabricUp && !_isClosed && Array.Exists(_links, link => link is not null);
        }
    }

    /// <summary>It can be reached, and reaches the VIOS DB itself (RED-5): in whatever incarnation.</summary>
    public bool ReachesDb
    {
        get
        {
            lock (_sync)
                return _reachesDb && Array.Exists(_links, link => link is not null);
        }
    }

    /// <summary>The interconnect that a request would go over; null: none.</summary>
    public PeerLink? Link
    {
        get
        {
            lock (_sync)
                return QuickestLink();
        }
    }

    /// <summary>Smoothed time of a request, in ticks of <see cref="TimeSpan"/>; of a round trip when there was none lately.</summary>
    public long AnswerTicks
    {
        get
        {
            lock (_sync)
            {
                if (_served > 0 && time.GetElapsedTime(_answeredAt) < MeasuredFor)
                    return _answerTicks;
                var best = 0L;
                foreach (var ticks in _roundTripTicks)
                    best = ticks > 0 && (best == 0 || ticks < best) ? ticks : best;
                return best;
            }
        }
    }

    public PeerRouteFigures Figures
    {
        get
        {
            lock (_sync)
            {
                return new PeerRouteFigures(
                    [.. _links.Select((link, index) => new InterconnectFigures(
                        index, link is not null, TimeSpan.FromTicks(_roundTripTicks[index])))],
                    _fabricUp, _pending.Count, _served, TimeSpan.FromTicks(_answerTicks));
            }
        }
    }

    /// <summary>
    /// Runs the request at the peer. Cancellation ends the wait for a place and, while no interconnect is left, the request: the answer
    /// is then that the path is lost, and the peer may or may not have run it.
    /// </summary>
    /// <param name="request">Not run before.</param>
    /// <param name="cancellation">Of the caller.</param>
    /// <param name="limit">The same, when its time is over.</param>
    public async Task<RelayResult> RunAsync(RelayRequest request, CancellationToken cancellation, CancellationToken limit = default)
    {
        var bytes = request.Destination.Length + request.Source.Length;
        if (!_window.TryEnter(bytes))
            await WaitForPlaceAsync(request.Frame.Lu, bytes, cancellation, limit).ConfigureAwait(false);
        if (!TryAdd(request))
        {
            // It was never sent: another peer may run it at once.
            _window.Leave(bytes);
            return RelayResult.PeerGone;
        }

        var begin = time.GetTimestamp();
        try
        {
            Dispatch(request);
            if (request.Completion.IsCompleted)
                return request.Completion.Result;
            var onEnd = new GivenUp(this, request);
            using var giveUp = cancellation.UnsafeRegister(static state => ((GivenUp)state!).End(), onEnd);
            using var timeUp = limit.UnsafeRegister(static state => ((GivenUp)state!).End(), onEnd);
            return await request.Completion.ConfigureAwait(false);
        }
        finally
        {
            lock (_sync)
            {
                _pending.Remove(request.Frame.Request);
                _served++;
                _answeredAt = time.GetTimestamp();
                var ticks = time.GetElapsedTime(begin).Ticks;
                _answerTicks = _answerTicks == 0 ? ticks : _answerTicks + ((ticks - _answerTicks) / 8);
            }

            _window.Leave(bytes);
        }
    }

    /// <summary>A connection is made and the handshake done; false: it has ended already.</summary>
    public bool TryAttach(PeerLink link)
    {
        List<RelayRequest> waiting;
        lock (_sync)
        {
            // One that ends later waits here, and detaches.
            if (link.HasEnded)
                return false;

            _isRefused = false;

            // The one before on this interconnect has ended, and may not have said so yet: what it was given comes to nothing.
            var before = _links[link.Index] is null ? -1 : link.Index;
            _links[link.Index] = link;
            waiting = [.. _pending.Values.Where(request => request.Link < 0 || request.Link == before)];
        }

        foreach (var request in waiting)
            Dispatch(request);
        changed();
        return true;
    }

    /// <summary>The connection broke: what was given to it goes elsewhere or ends.</summary>
    public void Detach(PeerLink link)
    {
        List<RelayRequest> orphans;
        lock (_sync)
        {
            if (!ReferenceEquals(_links[link.Index], link))
                return;
            _links[link.Index] = null;
            orphans = [.. _pending.Values.Where(request => request.Link == link.Index)];
            foreach (var orphan in orphans)
                orphan.Link = -1;
        }

        foreach (var orphan in orphans)
            Dispatch(orphan);
        changed();
    }

    /// <summary>An answer to a ping came.</summary>
    public void NotePong(int link, TimeSpan roundTrip, bool fabricUp, bool reachesDb = true)
    {
        bool isNew;
        lock (_sync)
        {
            isNew = _fabricUp != fabricUp;
            (_fabricUp, _reachesDb) = (fabricUp, reachesDb);
            var known = _roundTripTicks[link];
            _roundTripTicks[link] = known == 0 ? Math.Max(1, roundTrip.Ticks) : Math.Max(1, known + ((roundTrip.Ticks - known) / 8));
        }

        if (isNew)
            changed();
    }

    /// <summary>The peer's instance is known to have ended: it runs nothing any more.</summary>
    public void Fence() => EndAll(forGood: true);

    /// <summary>Nobody listens at the peer: its instance is taken for ended unless it is connected to again.</summary>
    public void NoteRefused() => EndAll(forGood: false);

    private void EndAll(bool forGood)
    {
        List<RelayRequest> all;
        lock (_sync)
        {
            _fabricUp = false;
            _isClosed |= forGood;
            _isRefused = true;
            all = [.. _pending.Values];
        }

        foreach (var request in all)
            request.Complete(RelayResult.PeerGone);
    }

    /// <summary>Takes no request any more, unless one is on its way: then it goes on, and false is returned.</summary>
    public bool TryRetire()
    {
        lock (_sync)
            return _isClosed = _isClosed || _pending.Count == 0;
    }

    /// <summary>The request that an answer belongs to, or null when nobody waits for it any more.</summary>
    public RelayRequest? Find(ulong number)
    {
        lock (_sync)
            return _pending.GetValueOrDefault(number);
    }

    private async ValueTask WaitForPlaceAsync(UInt128 client, int bytes, CancellationToken cancellation, CancellationToken limit)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit);
        await _window.EnterAsync(client, bytes, either.Token).ConfigureAwait(false);
    }

    private bool TryAdd(RelayRequest request)
    {
        lock (_sync)
        {
            if (_isClosed || _isRefused)
                return false;
            request.TakeNumber();
            return _pending.TryAdd(request.Frame.Request, request);
        }
    }

    private void Dispatch(RelayRequest request)
    {
        PeerLink? link;
        bool givenUp;
        bool asks;
        lock (_sync)
        {
            if (request.Completion.IsCompleted)
                return;
            link = QuickestLink();
            request.Link = link?.Index ?? -1;
            givenUp = request.IsGivenUp;
            asks = link is null && request.ChangesData && !givenUp && !request.IsAskedFor;
            request.IsAskedFor |= asks;
        }

        if (link is not null)
            link.Send(request);
        else if (!request.ChangesData)
            request.Complete(RelayResult.PeerGone);
        else if (givenUp)
            request.Complete(new RelayResult(StorageResult.PathLost));
        else if (asks && resolve is not null)
            _ = resolve(this, request);
    }

    private PeerLink? QuickestLink()
    {
        PeerLink? best = null;
        foreach (var link in _links)
        {
            if (link is not null && (best is null || _roundTripTicks[link.Index] < _roundTripTicks[best.Index]))
                best = link;
        }

        // Requests that change over and back at each ping would go in smaller batches, and keep the threads of both awake.
        if (best is not null && _links[_lastLink] is { } last && _roundTripTicks[_lastLink] / MuchQuicker <= _roundTripTicks[best.Index])
            return last;
        _lastLink = best?.Index ?? _lastLink;
        return best;
    }

    private void GiveUp(RelayRequest request)
    {
        bool stranded;
        lock (_sync)
        {
            request.IsGivenUp = true;
            stranded = request.Link < 0;
        }

        if (stranded)
            request.Complete(new RelayResult(StorageResult.PathLost));
    }

    private sealed record GivenUp(PeerRoute Route, RelayRequest Request)
    {
        public void End() => Route.GiveUp(Request);
    }
}

/// <summary>How a peer is reached.</summary>
public sealed record PeerRouteFigures(
    IReadOnlyList<InterconnectFigures> Interconnects, bool FabricUp, int InFlight, long Served, TimeSpan AnswerTime);

/// <summary>One interconnect to a peer.</summary>
/// <param name="RoundTrip">Smoothed; zero before the first.</param>
public sealed record InterconnectFigures(int Index, bool Connected, TimeSpan RoundTrip);
