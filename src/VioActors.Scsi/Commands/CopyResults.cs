namespace VioActors.Scsi.Commands;

/// <summary>
/// What came of the copies that one nexus ordered, by list identifier (SPC-4 clause 6.4): the latest, for RECEIVE COPY RESULTS. Bounded.
/// Thread-safe.
/// </summary>
internal sealed class CopyResults
{
    /// <summary>Copies that are remembered; the oldest goes first.</summary>
    public const int CountMax = 16;

    private readonly Lock _gate = new();
    private readonly List<CopyResult> _results = [];

    public void Note(CopyResult result)
    {
        lock (_gate)
        {
            _results.RemoveAll(known => known.ListId == result.ListId);
            if (_results.Count == CountMax)
            {
                _results.RemoveAt(0);
            }

            _results.Add(result);
        }
    }

    public CopyResult? Find(byte listId)
    {
        lock (_gate)
        {
            return _results.Find(known => known.ListId == listId);
        }
    }
}

/// <summary>How far a copy is. Immutable.</summary>
/// <param name="Status">COPY MANAGER STATUS.</param>
/// <param name="SegmentCount">Segments that are done.</param>
/// <param name="TransferredBytes">Written to the destinations.</param>
internal sealed record CopyResult(byte ListId, CopyStatus Status, int SegmentCount, long TransferredBytes);

/// <summary>SPC-4 table 243.</summary>
internal enum CopyStatus : byte
{
    InProgress = 0,
    Completed = 1,
    Failed = 2,
}
