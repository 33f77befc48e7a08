using System.Numerics;
using VioActors.Storage.Values;

namespace VioActors.Storage.Maps;

/// <summary>
/// PV indexes, which are only added: at most 2 KiB, made for as far as is needed. Thread-safe; adding one that is in it already is a read
/// of memory.
/// </summary>
internal sealed class PvSet
{
    private const int WordShift = 6;
    private readonly Lock _sync = new();
    private long[] _words = new long[1];

    /// <summary>Ascending.</summary>
    public IReadOnlyList<int> Indexes
    {
        get
        {
            var indexes = new List<int>();
            var words = Volatile.Read(ref _words);
            for (var word = 0; word < words.Length; word++)
            {
                for (var left = (ulong)Volatile.Read(ref words[word]); left != 0; left &= left - 1)
                    indexes.Add((word << WordShift) + BitOperations.TrailingZeroCount(left));
            }

            return indexes;
        }
    }

    public bool Contains(int pvIndex)
    {
        var (word, words) = (pvIndex >> WordShift, Volatile.Read(ref _words));
        return word < words.Length && (Volatile.Read(ref words[word]) & BitOf(pvIndex)) != 0;
    }

    public void Add(int pvIndex)
    {
        if (Contains(pvIndex))
            return;
        var word = pvIndex >> WordShift;
        lock (_sync)
        {
            if (word >= _words.Length)
            {
                var grown = new long[word + 1];
                _words.CopyTo(grown, 0);
                Volatile.Write(ref _words, grown);
            }

            Volatile.Write(ref _words[word], _words[word] | BitOf(pvIndex));
        }
    }

    /// <summary>Adds those of a page of packed addresses.</summary>
    public void AddAll(ReadOnlySpan<long> packed)
    {
        var last = -1;
        foreach (var one in packed)
        {
            var pvIndex = ChunkAddress.FromTrusted(one).PvIndex;
            if (one == 0 || pvIndex == last)
                continue;
            Add(pvIndex);
            last = pvIndex;
        }
    }

    private static long BitOf(int pvIndex) => 1L << (pvIndex & ((1 << WordShift) - 1));
}
