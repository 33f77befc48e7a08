using System.Runtime.InteropServices;

namespace VioActors.Scenarios.Tests.Faults;

/// <summary>
/// What the sectors of one LU may hold, as stamps that fill them; 0 is a sector of zeros. Each sector is written by one worker at a time.
/// </summary>
internal sealed class SectorBook
{
    public const int SectorBytes = VolatileDisk.SectorBytes;
    private readonly Lock _sync = new();
    private readonly List<SectorBook> _beingTaken = [];
    private readonly HashSet<int>[] _now;
    private readonly HashSet<int>[] _afterPowerLoss;

    public SectorBook(int sectorCount)
    {
        _now = [.. Enumerable.Range(0, sectorCount).Select(_ => new HashSet<int> { 0 })];
        _afterPowerLoss = [.. Enumerable.Range(0, sectorCount).Select(_ => new HashSet<int> { 0 })];
    }

    private SectorBook(HashSet<int>[] content)
    {
        _now = [.. content.Select(stamps => stamps.ToHashSet())];
        _afterPowerLoss = [.. content.Select(stamps => stamps.ToHashSet())];
    }

    public int SectorCount => _now.Length;

    /// <summary>A write or unmap is sent: from now on its stamp may be there.</summary>
    public void Begin(Sectors range, int stamp)
    {
        lock (_sync)
        {
            foreach (var book in _beingTaken.Append(this))
            {
                foreach (var sector in range.All)
                {
                    book._now[sector].Add(stamp);
                    book._afterPowerLoss[sector].Add(stamp);
                }
            }
        }
    }

    /// <summary>
    /// A snapshot is being taken: gives its book, of what it may hold after the power was lost. What is sent until
    /// <see cref="EndSnapshot"/> may be in it.
    /// </summary>
    public SectorBook BeginSnapshot()
    {
        lock (_sync)
        {
            var snapshot = new SectorBook(_afterPowerLoss);
            _beingTaken.Add(snapshot);
            return snapshot;
        }
    }

    /// <summary>It is taken: nothing that is sent from now on is in it.</summary>
    public void EndSnapshot(SectorBook snapshot)
    {
        lock (_sync)
            _beingTaken.Remove(snapshot);
    }

    public void Written(Sectors range, int stamp, bool isForced)
    {
        lock (_sync)
        {
            foreach (var sector in range.All)
            {
                Only(_now[sector], stamp);
                if (isForced)
                    Only(_afterPowerLoss[sector], stamp);
            }
        }
    }

    /// <summary>What was acknowledged of these sectors before the flush was sent is stable.</summary>
    public void Flushed(IEnumerable<Sectors> ranges)
    {
        lock (_sync)
        {
            foreach (var sector in ranges.SelectMany(range => range.All))
            {
                _afterPowerLoss[sector].Clear();
                _afterPowerLoss[sector].UnionWith(_now[sector]);
            }
        }
    }

    /// <summary>Null, or what a read gave that cannot be. What is read goes on being there.</summary>
    public string? Check(int firstSector, byte[] bytes)
    {
        lock (_sync)
            return CheckLocked(firstSector, bytes);
    }

    private string? CheckLocked(int firstSector, byte[] bytes)
    {
        var words = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        const int WordsOfSector = SectorBytes / sizeof(int);
        for (var index = 0; index < bytes.Length / SectorBytes; index++)
        {
            var sector = firstSector + index;
            var content = words.Slice(index * WordsOfSector, WordsOfSector);
            if (content.ContainsAnyExcept(content[0]))
                return $"sector {sector} is a mixture";
            if (!_now[sector].Contains(content[0]))
                return $"sector {sector} holds {content[0]}, possible is {string.Join(", ", _now[sector])}";
            Only(_now[sector], content[0]);
        }

        return null;
    }

    public void PowerLost()
    {
        for (var sector = 0; sector < SectorCount; sector++)
        {
            _now[sector].Clear();
            _now[sector].UnionWith(_afterPowerLoss[sector]);
        }
    }

    /// <summary>After all of it was read: what is there is stable.</summary>
    public void Settled() => Flushed([new Sectors(0, SectorCount)]);

    public static byte[] Filled(Sectors range, int stamp)
    {
        var bytes = new byte[range.Count * SectorBytes];
        MemoryMarshal.Cast<byte, int>(bytes.AsSpan()).Fill(stamp);
        return bytes;
    }

    private static void Only(HashSet<int> stamps, int stamp)
    {
        stamps.Clear();
        stamps.Add(stamp);
    }
}

internal readonly record struct Sectors(int First, int Count)
{
    public IEnumerable<int> All => Enumerable.Range(First, Count);

    public long OffsetBytes => (long)First * SectorBook.SectorBytes;
}
