using System.Collections.Immutable;

namespace VioActors.Scsi.Commands;

/// <summary>
/// Segments of a copy that lie one behind the other in both units, so that they can be copied as one: edges in the middle of a chunk fall
/// away, and more chunks are shared by one request. Immutable.
/// </summary>
/// <param name="From">First block of the source.</param>
/// <param name="To">First block of the destination.</param>
/// <param name="Ends">Bytes from the beginning of the first segment to the end of each.</param>
internal sealed record CopyRun(LogicalUnit Source, long From, LogicalUnit Destination, long To, ImmutableArray<long> Ends)
{
    public long Bytes => Ends[^1];

    /// <summary>
    /// With the segments of another one behind its own; null when they do not lie there. Within one unit each segment is copied by itself:
    /// it may read what the one before has written (SPC-4 clause 6.4.1: in the order of the list).
    /// </summary>
    public CopyRun? Join(CopyRun next) =>
        next.Source == Source && next.Destination == Destination && Source != Destination
            && next.From == From + (Bytes / Source.BlockSizeBytes) && next.To == To + (Bytes / Destination.BlockSizeBytes)
            ? this with { Ends = [.. Ends, .. next.Ends.Select(end => Bytes + end)] }
            : null;

    /// <summary>Segments that are done when so many bytes are.</summary>
    public int CountDone(long bytes) => Ends.Count(end => end <= bytes);

    /// <summary>Where the segment ends to which a byte belongs.</summary>
    public long EndOfSegment(long at) => Ends.First(end => end > at);
}
