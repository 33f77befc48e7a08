using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Faults;

/// <summary>
/// A disk in memory with a volatile cache: writes are seen at once and survive a crash only when flushed, or by luck, sector by sector.
/// </summary>
public sealed class MemoryMedium
{
    public const int SectorBytes = 512;
    private readonly Lock _sync = new();
    private readonly byte[] _seen;
    private readonly byte[] _stable;
    private readonly HashSet<long> _dirty = [];

    public MemoryMedium(PvId id, PoolId pool, ChunkSize chunkSize, int chunkCount)
    {
        (Id, Pool, ChunkSize, ChunkCount) = (id, pool, chunkSize, chunkCount);
        _seen = new byte[(long)chunkCount << chunkSize.Shift];
        _stable = new byte[_seen.Length];
    }

    public PvId Id { get; }

    public PoolId Pool { get; }

    public ChunkSize ChunkSize { get; }

    public int ChunkCount { get; }

    public long LengthBytes => _seen.Length;

    /// <summary>Counts crashes; a handle of an earlier one is dead.</summary>
    public int Incarnation { get; private set; }

    public void Read(long offset, Span<byte> destination)
    {
        lock (_sync)
            _seen.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        lock (_sync)
        {
            source.CopyTo(_seen.AsSpan((int)offset));
            MarkDirty(offset, source.Length);
        }
    }

    /// <summary>Write-through of just these bytes.</summary>
    public void WriteDurable(long offset, ReadOnlySpan<byte> source)
    {
        lock (_sync)
        {
            source.CopyTo(_seen.AsSpan((int)offset));
            source.CopyTo(_stable.AsSpan((int)offset));
        }
    }

    public void Zero(long offset, long length)
    {
        lock (_sync)
        {
            _seen.AsSpan((int)offset, (int)length).Clear();
            MarkDirty(offset, length);
        }
    }

    public void Flush()
    {
        lock (_sync)
        {
            foreach (var sector in _dirty)
                Sector(_seen, sector).CopyTo(Sector(_stable, sector));
            _dirty.Clear();
        }
    }

    /// <summary>The power goes: each unflushed sector is kept or dropped, as the disk had come to it or not.</summary>
    public void Crash(Random luck)
    {
        lock (_sync)
        {
            Incarnation++;
            foreach (var sector in _dirty.Order())
            {
                if (luck.Next(2) == 0)
                    Sector(_stable, sector).CopyTo(Sector(_seen, sector));
                else
                    Sector(_seen, sector).CopyTo(Sector(_stable, sector));
            }

            _dirty.Clear();
        }
    }

    private static Span<byte> Sector(byte[] image, long sector) => image.AsSpan((int)(sector * SectorBytes), SectorBytes);

    private void MarkDirty(long offset, long length)
    {
        for (var sector = offset / SectorBytes; sector * SectorBytes < offset + length; sector++)
            _dirty.Add(sector);
    }
}
