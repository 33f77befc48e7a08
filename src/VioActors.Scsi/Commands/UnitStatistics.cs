namespace VioActors.Scsi.Commands;

/// <summary>What a unit did through this target port since the counts were reset. Thread-safe.</summary>
internal sealed class UnitStatistics
{
    private long _reads;
    private long _writes;
    private long _blocksRead;
    private long _blocksWritten;

    public long Reads => Volatile.Read(ref _reads);

    public long Writes => Volatile.Read(ref _writes);

    public long BlocksRead => Volatile.Read(ref _blocksRead);

    public long BlocksWritten => Volatile.Read(ref _blocksWritten);

    public void CountRead(long blocks)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Add(ref _blocksRead, blocks);
    }

    public void CountWrite(long blocks)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _blocksWritten, blocks);
    }

    public void Reset()
    {
        Volatile.Write(ref _reads, 0);
        Volatile.Write(ref _writes, 0);
        Volatile.Write(ref _blocksRead, 0);
        Volatile.Write(ref _blocksWritten, 0);
    }
}
