using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>Who is connected in a cluster of hundreds while the best peers cannot run I/O.</summary>
[Trait("Req", "RED-6")]
public sealed class PeerSearchTests
{
    private const int Kept = 8;
    private readonly PeerSearch _search = new(Kept);
    private readonly List<RankedPeer> _ranked = [.. Enumerable.Range(0, 300).Select(Peer)];
    private readonly Dictionary<CkeParty, bool> _known = [];

    public PeerSearchTests()
    {
        foreach (var best in _ranked.Take(Kept))
            _known[best.Party] = false;
    }

    [Fact]
    public void WhileNobodyCanRunIo_AllAreTriedInTurn_AndNeverManyAtOnce()
    {
        var tried = new List<CkeParty>();
        for (var look = 0; tried.Count < _ranked.Count - Kept; look++)
        {
            Assert.InRange(look, 0, _ranked.Count / Kept);
            tried.AddRange(Look());
        }

        Assert.Equal(_ranked.Skip(Kept).Select(peer => peer.Party), tried);

        // And again, from the first on.
        var again = Enumerable.Range(0, 10).SelectMany(_ => Look()).ToList();
        Assert.Equal(_ranked[Kept].Party, again[0]);
        Assert.All(_ranked.Take(Kept), best => Assert.True(_known.ContainsKey(best.Party)));
    }

    [Fact]
    public void WhoCanRunIo_IsKeptUntilTheBestCan()
    {
        for (var look = 0; look < 3; look++)
            Look();
        var found = _known.Keys.Except(_ranked.Take(Kept).Select(best => best.Party)).Take(3).ToList();
        found.ForEach(party => _known[party] = true);
        for (var look = 0; look < 100; look++)
            Look();
        Assert.All(found, party => Assert.True(_known[party]));

        foreach (var party in _known.Keys.ToList())
            _known[party] = true;
        Assert.Empty(Look());
        Assert.Equal(_ranked.Take(Kept).Select(best => best.Party).ToHashSet(), _known.Keys.ToHashSet());
    }

    [Fact]
    public void EnoughOthers_EndTheSearch_AndWhoComesBackAmongTheBestReplacesOneOfThem()
    {
        Look();
        Assert.Equal(2 * Kept, _known.Count);
        foreach (var other in _ranked.Skip(Kept).Take(Kept))
            _known[other.Party] = true;
        Assert.Empty(Look());
        Assert.Equal(2 * Kept, _known.Count);

        _known[_ranked[0].Party] = true;
        Assert.Empty(Look());
        Assert.False(_known.ContainsKey(_ranked[(2 * Kept) - 1].Party));
        Assert.Equal((2 * Kept) - 1, _known.Count);
    }

    [Fact]
    public void AMemberThatIsGone_IsForgotten_AndWhoStaysForARequestCountsOn()
    {
        for (var look = 0; look < 3; look++)
            Look();
        Assert.Equal(_search.ConnectedMax, _known.Count);
        var (gone, busy) = (_ranked[Kept].Party, _ranked[Kept + 1].Party);
        _known.Remove(gone);
        _ranked.RemoveAt(Kept);
        var (connect, letGo) = _search.Look(_ranked, _known);
        Assert.DoesNotContain(gone, letGo);
        Assert.Equal(Kept - 1, letGo.Count);
        Assert.Contains(busy, letGo);

        // One could not be let go: there is room for one less.
        Apply(connect, letGo.Where(party => party != busy));
        Assert.Equal(_search.ConnectedMax + 1, _known.Count);
        Look();
        Assert.InRange(_known.Count, _search.ConnectedMax - 1, _search.ConnectedMax);
    }

    private static RankedPeer Peer(int number)
    {
        var party = new CkeParty(new VioUuid(new Guid(number, 5, 0, new byte[8])), 1);
        return new RankedPeer(party, null!, number < 2, (ulong)number);
    }

    /// <returns>Who is connected to.</returns>
    private List<CkeParty> Look()
    {
        var (connect, letGo) = _search.Look(_ranked, _known);
        Apply(connect, letGo);
        Assert.InRange(_known.Count, 0, _search.ConnectedMax);
        return [.. connect.Select(member => member.Party)];
    }

    private void Apply(IEnumerable<RankedPeer> connect, IEnumerable<CkeParty> letGo)
    {
        foreach (var party in letGo)
            _known.Remove(party);
        foreach (var member in connect)
            _known.Add(member.Party, false);
    }
}
