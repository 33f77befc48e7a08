namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// What a writer may find when it reads a block back: the last acknowledged write, or a later one whose outcome it never learnt.
/// Sequences grow by one writer only. Not thread-safe: owned by one guest runtime.
/// </summary>
public sealed class WriteLedger
{
    private readonly Dictionary<long, Entry> _blocks = [];

    /// <summary>Highest sequence given out or seen.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>A write of <paramref name="blockNumber"/> starts; gives its sequence.</summary>
    public ulong Begin(long blockNumber)
    {
        LastSequence++;
        var entry = Find(blockNumber);
        _blocks[blockNumber] = entry with { InDoubtFrom = entry.InDoubtFrom ?? LastSequence };
        return LastSequence;
    }

    /// <summary>The write with <paramref name="sequence"/> was acknowledged: nothing older may be read any more.</summary>
    public void Acknowledge(long blockNumber, ulong sequence)
    {
        var entry = Find(blockNumber);
        if (sequence > entry.Acknowledged)
            _blocks[blockNumber] = new Entry(sequence, null);
    }

    /// <summary>Learns what the medium holds when the writer's memory of earlier runs is gone.</summary>
    public void Adopt(long blockNumber, ulong sequence)
    {
        LastSequence = Math.Max(LastSequence, sequence);
        _blocks[blockNumber] = new Entry(sequence, null);
    }

    /// <summary>Null when <paramref name="verdict"/> is possible for the block, else what is wrong with it.</summary>
    public string? Contradiction(long blockNumber, BlockVerdict verdict)
    {
        var entry = Find(blockNumber);
        switch (verdict.Condition)
        {
            case BlockCondition.Blank:
                return entry.Acknowledged == 0 ? null : $"block {blockNumber} is blank, but write {entry.Acknowledged} was acknowledged";
            case BlockCondition.Stamped when verdict.Sequence == entry.Acknowledged:
            case BlockCondition.Stamped when verdict.Sequence >= entry.InDoubtFrom && verdict.Sequence <= LastSequence:
                return null;
            case BlockCondition.Stamped:
                return $"block {blockNumber} holds write {verdict.Sequence}, but write {entry.Acknowledged} was acknowledged";
            default:
                return $"block {blockNumber} is {verdict.Condition.ToString().ToLowerInvariant()}";
        }
    }

    private Entry Find(long blockNumber) => _blocks.TryGetValue(blockNumber, out var entry) ? entry : default;

    /// <param name="Acknowledged">Sequence of the last acknowledged write; 0: none.</param>
    /// <param name="InDoubtFrom">First sequence begun after it without an acknowledgement; null: none.</param>
    private readonly record struct Entry(ulong Acknowledged, ulong? InDoubtFrom);
}
