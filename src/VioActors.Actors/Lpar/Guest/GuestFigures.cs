namespace VioActors.Actors.Lpar.Guest;

/// <summary>Counters of one guest. Not thread-safe: owned by its actor.</summary>
internal sealed class GuestFigures
{
    private const int FirstCountMax = 20;

    private readonly List<string> _first = [];

    public long Writes { get; set; }

    public long Reads { get; set; }

    public long IoErrors { get; set; }

    /// <summary>Slices in which it worked.</summary>
    public long Slices { get; set; }

    /// <summary>Slices that came when it was frozen; it did nothing in them.</summary>
    public long DeclinedSlices { get; set; }

    public long Contradictions { get; private set; }

    /// <summary>The first contradictions, for people.</summary>
    public IReadOnlyList<string> First => _first;

    public void Contradict(string what)
    {
        Contradictions++;
        if (_first.Count < FirstCountMax)
            _first.Add(what);
    }
}
