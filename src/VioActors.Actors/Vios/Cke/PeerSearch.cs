using VioActors.Actors.Vios.Cke.Wire;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// Which members a VIOS connects to while too few of its best peers can run I/O, and whom it lets go. Part of one actor's state: not
/// thread-safe; no clock, no I/O.
/// <para>The best are always kept. Of the others a few more are tried at each look, in the order of their ranks. When as many are connected
/// as may be, those that have been tried for the longest and cannot run I/O make room, so that in a cluster of any size all are tried, one
/// after the other, and connections stay few: a loss that many VIOSes share would connect each of them with all otherwise.</para>
/// </summary>
/// <param name="kept">Peers that are enough, and that are tried at one look.</param>
internal sealed class PeerSearch(int kept)
{
    /// <summary>Times as many as are enough may be connected at once.</summary>
    private const int ConnectedMaxFactor = 4;

    private readonly List<CkeParty> _others = [];
    private readonly HashSet<CkeParty> _tried = [];

    /// <summary>Peers that are connected at once, the best among them.</summary>
    public int ConnectedMax => ConnectedMaxFactor * kept;

    /// <param name="ranked">Best first.</param>
    /// <param name="known">Those that are connected, or being connected, and whether they can run I/O.</param>
    public (IReadOnlyList<RankedPeer> Connect, IReadOnlyList<CkeParty> LetGo) Look(
        IReadOnlyList<RankedPeer> ranked, IReadOnlyDictionary<CkeParty, bool> known)
    {
        var (usable, next, surplus) = (0, new List<RankedPeer>(), new List<CkeParty>());
        for (var rank = 0; rank < ranked.Count; rank++)
        {
            var party = ranked[rank].Party;
            var isKnown = known.TryGetValue(party, out var isUsable);
            if (usable < kept && isKnown)
                usable += isUsable ? 1 : 0;
            else if (usable < kept && next.Count < kept && !_tried.Contains(party))
                next.Add(ranked[rank]);
            else if (usable >= kept && isKnown && rank >= kept)
                surplus.Add(party);
        }

        if (usable < kept)
            return Replace(next, known);
        _tried.Clear();
        _others.Clear();
        return (next, surplus);
    }

    private (IReadOnlyList<RankedPeer> Connect, IReadOnlyList<CkeParty> LetGo) Replace(
        List<RankedPeer> next, IReadOnlyDictionary<CkeParty, bool> known)
    {
        // One that could not be let go, since a request is on its way to it, is a candidate again. When everybody was tried, all are.
        if (next.Count == 0)
            _tried.Clear();
        _others.RemoveAll(party => !known.ContainsKey(party));
        var needed = known.Count + next.Count - ConnectedMax;
        var letGo = _others.Where(party => !known[party]).Take(Math.Max(0, needed)).ToList();
        _tried.UnionWith(letGo);
        var connect = next.Take(Math.Max(0, next.Count - needed + letGo.Count)).ToList();
        _others.AddRange(connect.Select(member => member.Party));
        return (connect, letGo);
    }
}
