namespace VioActors.Scenarios.Tests.Faults;

/// <summary>
/// A disk in memory with a volatile cache: what was written is seen at once, and is stable when it was flushed or forced. When the power
/// goes, each sector that is not stable is there or not, by the seed. Thread-safe.
/// </summary>
internal sealed class VolatileDisk(int sizeBytes)
{
    public const int SectorBytes = 512;
    private readonly Lock _sync = new();
    private readonly byte[] _seen = new byte[sizeBytes];
    private readonly byte[] _stable = new byte[sizeBytes];
    private readonly HashSet<int> _unstable = [];
    private bool _isOff;

    public int SizeBytes => sizeBytes;

    /// <summary>False: the power is off.</summary>
    public bool Read(long offset, Span<byte> destination)
    {
        lock (_sync)
        {
            if (_isOff)
                return false;
            _seen.AsSpan((int)offset, destination.Length).CopyTo(destination);
            return true;
        }
    }

    /// <inheritdoc cref="Read"/>
    public bool Write(long offset, ReadOnlySpan<byte> source, bool force)
    {
        lock (_sync)
        {
            if (_isOff)
                return false;
            source.CopyTo(_seen.AsSpan((int)offset));
            Note(offset, source.Length, force);
            return true;
        }
    }

    /// <inheritdoc cref="Read"/>
    public bool Zero(long offset, int length, bool force)
    {
        lock (_sync)
        {
            if (_isOff)
                return false;
            _seen.AsSpan((int)offset, length).Clear();
            Note(offset, length, force);
            return true;
        }
    }

    /// <inheritdoc cref="Read"/>
    public bool Flush()
    {
        lock (_sync)
        {
            if (_isOff)
                return false;
            foreach (var sector in _unstable)
                Copy(_seen, _stable, sector);
            _unstable.Clear();
            return true;
        }
    }

    /// <summary>From now on everything fails; of what was not stable, sector by sector, some is lost.</summary>
    public void PowerOff(Random luck)
    {
        lock (_sync)
        {
            _isOff = true;
            foreach (var sector in _unstable.Order())
            {
                if (luck.Next(2) == 0)
                    Copy(_seen, _stable, sector);
                else
                    Copy(_stable, _seen, sector);
            }

            _unstable.Clear();
        }
    }

    public void PowerOn()
    {
        lock (_sync)
            _isOff = false;
    }

    private static void Copy(byte[] from, byte[] to, int sector) =>
        from.AsSpan(sector * SectorBytes, SectorBytes).CopyTo(to.AsSpan(sector * SectorBytes));

    // A forced write makes no more stable than its own bytes.
    private void Note(long offset, int length, bool force)
    {
        for (var sector = (int)(offset / SectorBytes); sector < (offset + length + SectorBytes - 1) / SectorBytes; sector++)
        {
            if (!force)
            {
                _unstable.Add(sector);
                continue;
            }

            Copy(_seen, _stable, sector);
            _unstable.Remove(sector);
        }
    }
}
