namespace VioActors.Storage.Values;

/// <summary>A run of chunks of one PV: <paramref name="Count"/> chunks from <paramref name="Start"/>. Immutable.</summary>
/// <param name="PvIndex">0..<see cref="ChunkAddress.MaxPvIndex"/>.</param>
/// <param name="Start">Chunk index, 0 or more.</param>
/// <param name="Count">Chunks, 1 or more.</param>
public readonly record struct ChunkExtent(int PvIndex, long Start, long Count)
{
    /// <summary>First chunk index after the run.</summary>
    public long End => Start + Count;

    public static ChunkExtent Of(ChunkAddress address) => new(address.PvIndex, address.ChunkIndex, 1);

    public IEnumerable<ChunkAddress> Addresses()
    {
        for (var chunk = Start; chunk < End; chunk++)
            yield return new ChunkAddress(PvIndex, chunk);
    }

    public override string ToString() => $"pv{PvIndex}:{Start}+{Count}";
}
