namespace VioActors.Storage.Tests.Model;

/// <summary>
/// What each sector of an LU may hold, as stamps: now, and after a crash. Stamp 0 is a sector of zeros; every write has a stamp of its own.
/// </summary>
public sealed class SectorModel(int sectorCount)
{
    private readonly HashSet<int>[] _now = Sets(sectorCount);
    private readonly HashSet<int>[] _afterCrash = Sets(sectorCount);

    public int SectorCount => sectorCount;

    /// <summary>The writes of one batch ran concurrently and have ended.</summary>
    public void EndBatch(IReadOnlyCollection<ModelWrite> writes)
    {
        for (var sector = 0; sector < sectorCount; sector++)
        {
            var covering = writes.Where(write => write.Covers(sector) && write.Outcome != WriteOutcome.Nothing).ToList();
            if (covering.Count == 0)
                continue;
            var acknowledged = covering.Any(write => write.Outcome == WriteOutcome.Acknowledged);
            if (acknowledged)
                _now[sector].Clear();
            _now[sector].UnionWith(covering.Select(write => write.Stamp));
            if (covering.Any(write => write is { Outcome: WriteOutcome.Acknowledged, Durable: true }))
                _afterCrash[sector].Clear();
            _afterCrash[sector].UnionWith(_now[sector]);
        }
    }

    public void Flushed()
    {
        for (var sector = 0; sector < sectorCount; sector++)
        {
            _afterCrash[sector].Clear();
            _afterCrash[sector].UnionWith(_now[sector]);
        }
    }

    public void Crashed()
    {
        for (var sector = 0; sector < sectorCount; sector++)
        {
            _now[sector].Clear();
            _now[sector].UnionWith(_afterCrash[sector]);
        }
    }

    /// <summary>Checks what a read gave; without concurrent writes it also tells which of the possible contents is there.</summary>
    public void Check(int firstSector, IReadOnlyList<int> stamps, IReadOnlyCollection<ModelWrite> concurrent)
    {
        for (var i = 0; i < stamps.Count; i++)
        {
            var sector = firstSector + i;
            var overlapped = concurrent.Where(write => write.Covers(sector)).Select(write => write.Stamp).ToList();
            Assert.True(
                _now[sector].Contains(stamps[i]) || overlapped.Contains(stamps[i]),
                $"Sector {sector} holds {stamps[i]}; possible: {string.Join(",", _now[sector])}; written: {string.Join(",", overlapped)}.");
            if (overlapped.Count == 0)
                _now[sector].RemoveWhere(stamp => stamp != stamps[i]);
        }
    }

    private static HashSet<int>[] Sets(int count) => Enumerable.Range(0, count).Select(_ => new HashSet<int> { 0 }).ToArray();
}

public enum WriteOutcome
{
    Acknowledged,

    /// <summary>Failed: old, new, or a mixture.</summary>
    Unknown,

    /// <summary>Refused before any byte was written.</summary>
    Nothing,
}

public sealed record ModelWrite(int FirstSector, int Count, int Stamp, bool Durable)
{
    public WriteOutcome Outcome { get; set; } = WriteOutcome.Unknown;

    public bool Covers(int sector) => sector >= FirstSector && sector < FirstSector + Count;
}
