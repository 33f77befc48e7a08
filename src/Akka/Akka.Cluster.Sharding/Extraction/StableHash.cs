namespace Akka.Cluster.Sharding;

/// <summary>A hash of text that is the same in every process and release. Thread-safe.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over UTF-16 code units with the finalizer of MurmurHash3, which spreads ids that differ in their ends
    /// only.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * 16777619u;
            hash = (hash ^ (byte)(unit >> 8)) * 16777619u;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
