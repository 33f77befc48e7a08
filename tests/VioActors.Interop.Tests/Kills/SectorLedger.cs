namespace VioActors.Interop.Tests.Kills;

/// <summary>
/// What every sector of an LU may hold, by what was acknowledged: the last value known to be on the medium, or any written to it since.
/// Each sector has one writer at a time. Thread-safe.
/// </summary>
internal sealed class SectorLedger(int sectorCount)
{
    private readonly byte[] _onMedium = new byte[sectorCount];
    private readonly Dictionary<int, List<byte>> _since = [];

    /// <summary>End of the highest range that was ever begun.</summary>
    public int End { get; private set; }

    /// <summary>A write is about to be sent: from now on its sectors may hold the new value.</summary>
    public void Begin(SectorRange range, byte value)
    {
        lock (_since)
        {
            End = Math.Max(End, range.End);
            for (var sector = range.First; sector < range.End; sector++)
            {
                if (!_since.TryGetValue(sector, out var values))
                    _since.Add(sector, values = []);
                values.Add(value);
            }
        }
    }

    /// <summary>The last value written to each sector of the range is on the medium, by FUA or a flush after its acknowledgement.</summary>
    public void Reached(SectorRange range)
    {
        lock (_since)
        {
            for (var sector = range.First; sector < range.End; sector++)
            {
                if (_since.Remove(sector, out var values))
                    _onMedium[sector] = values[^1];
            }
        }
    }

    /// <summary>
    /// Compares the LU's first bytes with what they may be, and takes what is there as on the medium from now on: whoever wrote it is gone.
    /// </summary>
    /// <returns>Null, or which sector is wrong and how.</returns>
    public string? Check(ReadOnlySpan<byte> content)
    {
        lock (_since)
        {
            for (var sector = 0; sector < End; sector++)
            {
                var bytes = content.Slice(sector * SectorRange.SectorBytes, SectorRange.SectorBytes);
                var found = bytes[0];
                if (bytes.IndexOfAnyExcept(found) is var odd and >= 0)
                    return $"sector {sector} is torn: {found:X2} at its begin, {bytes[odd]:X2} at {odd}";
                var isKnown = !_since.Remove(sector, out var values);
                if (found != _onMedium[sector] && (isKnown || !values!.Contains(found)))
                {
                    var or = isKnown ? "" : $" or one of {Convert.ToHexString([.. values!])}, which were not yet flushed";
                    return $"sector {sector} holds {found:X2}, but it must be {_onMedium[sector]:X2}{or}";
                }

                _onMedium[sector] = found;
            }
        }

        return null;
    }
}
