using System.Collections.Concurrent;

namespace VioActors.Initiator.Checking;

/// <summary>Records what clients did, in one order of begins and ends. Thread-safe.</summary>
public sealed class BlockHistory
{
    private readonly ConcurrentQueue<BlockOperation> _operations = new();
    private long _now;

    public IReadOnlyCollection<BlockOperation> Operations => _operations;

    /// <summary>The next place in the order of events.</summary>
    public long Now() => Interlocked.Increment(ref _now);

    public void Add(BlockOperation operation) => _operations.Enqueue(operation);

    /// <summary>Writes that were acknowledged.</summary>
    public int Acknowledged => _operations.Count(operation => operation is { IsWrite: true, End: < BlockOperation.NeverAnswered });
}
