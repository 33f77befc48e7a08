using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>
/// The slots of one paging device, a page each, counted from 1. A slot whose write was given up unanswered at a VIOS is not used again
/// before that VIOS has ended: it may still write. Not thread-safe.
/// </summary>
internal sealed class SlotSpace(int count)
{
    private readonly SortedSet<int> _free = [];
    private readonly Dictionary<int, PartitionId> _doubtful = [];
    private readonly List<(int Slot, PartitionId Vios)> _quarantined = [];
    private int _untouched = 1;

    public int Count => count;

    public int UsedCount => _untouched - 1 - _free.Count;

    /// <summary>0: the device is full.</summary>
    public int Take()
    {
        if (_free.Count > 0)
        {
            var slot = _free.Min;
            _free.Remove(slot);
            return slot;
        }

        return _untouched <= count ? _untouched++ : 0;
    }

    public void Doubt(int slot, PartitionId vios) => _doubtful[slot] = vios;

    public void Free(int slot)
    {
        if (slot == 0)
            return;
        if (_doubtful.Remove(slot, out var vios))
            _quarantined.Add((slot, vios));
        else
            _free.Add(slot);
    }

    /// <summary>That VIOS has ended: it writes nothing more.</summary>
    public void Release(PartitionId vios)
    {
        foreach (var slot in _doubtful.Where(doubt => doubt.Value == vios).Select(doubt => doubt.Key).ToList())
            _doubtful.Remove(slot);
        _free.UnionWith(_quarantined.Where(kept => kept.Vios == vios).Select(kept => kept.Slot));
        _quarantined.RemoveAll(kept => kept.Vios == vios);
    }
}
