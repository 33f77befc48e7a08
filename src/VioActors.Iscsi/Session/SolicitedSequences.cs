using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>
/// The bursts by which the range [start, end) of a write is asked for: consecutive pieces of MaxBurstLength, each with its own target
/// transfer tag.
/// Part of <see cref="DataOutTransfer"/>, under its lock.
/// </summary>
internal struct SolicitedSequences(int start, int end, int burst, uint firstTag)
{
    private const uint TagMask = 0x7FFFFFFF; // Keeps clear of the reserved tag.

    private readonly int _count = Count(end - start, burst);

    public readonly bool IsStarted => burst > 0;

    /// <summary>R2Ts sent.</summary>
    public int Issued { get; private set; }

    /// <summary>R2Ts whose data is there.</summary>
    public int Done { get; set; }

    public readonly int Outstanding => Issued - Done;

    /// <summary>Tag of the oldest burst under way: the one that data must come for (DataSequenceInOrder=Yes).</summary>
    public readonly uint CurrentTag => Tag(Done);

    /// <summary>Offset of the end of that burst.</summary>
    public readonly int CurrentEnd => (int)Math.Min(start + ((Done + 1L) * burst), end);

    public static int Count(int sizeBytes, int burst) => burst <= 0 ? 0 : (int)((sizeBytes + (long)burst - 1) / burst);

    public bool TryIssue(out R2t r2t)
    {
        if (Issued == _count)
        {
            r2t = default;
            return false;
        }
        var offset = start + (Issued * burst);
        r2t = new R2t(Tag(Issued), (uint)Issued, (uint)offset, (uint)Math.Min(burst, end - offset));
        Issued++;
        return true;
    }

    private readonly uint Tag(int index) => (firstTag + (uint)index) & TagMask;
}
