using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Akka.Remote;

/// <summary>
/// References to other systems by their path, as messages carry them. Emptied when full, so that peers cannot make it grow. Thread-safe.
/// </summary>
internal sealed class ActorRefCache
{
    private const int EntriesMax = 8192;

    private readonly ConcurrentDictionary<string, RemoteActorRef> _entries = new();
    private int _count;

    public bool TryGet(string path, [NotNullWhen(true)] out IActorRef? reference)
    {
        var found = _entries.TryGetValue(path, out var remote);
        reference = remote;
        return found;
    }

    public void Add(string path, RemoteActorRef reference)
    {
        if (Interlocked.Increment(ref _count) > EntriesMax)
        {
            _entries.Clear();
            Volatile.Write(ref _count, 1);
        }

        _entries[path] = reference;
    }
}
