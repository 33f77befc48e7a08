namespace Akka.Actor.Internal;

/// <summary>
/// Uids of incarnations: never 0, never twice in a system, and different in the next run of the process because they start from
/// the clock. With a simulated clock they are the same in every run. Thread-safe.
/// </summary>
internal sealed class UidSource
{
    private readonly ulong _seed;
    private long _count;

    public UidSource(TimeProvider time)
    {
        _seed = (ulong)time.GetUtcNow().UtcTicks;
    }

    public long Next()
    {
        // SplitMix64 is a bijection on 64 bits; the top bit is dropped for readable positive numbers.
        while (true)
        {
            var x = _seed + ((ulong)Interlocked.Increment(ref _count) * 0x9E3779B97F4A7C15UL);
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
            var uid = (long)((x ^ (x >> 31)) >> 1);
            if (uid != 0)
                return uid;
        }
    }
}
