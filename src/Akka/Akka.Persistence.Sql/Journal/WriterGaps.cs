namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// Remembers the numbers that refused events have used up, so that the writer's next event is told from one of another writer.
/// Bounded; thread-safe.
/// </summary>
internal sealed class WriterGaps(int writersMax)
{
    private readonly Dictionary<string, Gap> _gaps = [];
    private readonly Queue<string> _order = new();
    private readonly Lock _gate = new();

    /// <summary>The last number that is to be in the journal before the write.</summary>
    /// <param name="writer">The incarnation of the actor.</param>
    /// <param name="writes">Its writes in order, each with its numbers and whether it is refused.</param>
    public long ExpectedLast(string writer, IReadOnlyList<(long Lowest, long Highest, bool Refused)> writes)
    {
        lock (_gate)
        {
            var expected = _gaps.TryGetValue(writer, out var gap) && gap.Next == writes[0].Lowest ? gap.Stored : writes[0].Lowest - 1;
            var stored = expected;
            foreach (var (_, highest, refused) in writes)
            {
                if (!refused)
                    stored = highest;
            }

            if (writes[^1].Refused)
                Remember(writer, new Gap(stored, writes[^1].Highest + 1));
            else
                _gaps.Remove(writer);
            return expected;
        }
    }

    private void Remember(string writer, Gap gap)
    {
        if (!_gaps.ContainsKey(writer))
            _order.Enqueue(writer);
        _gaps[writer] = gap;
        while (_order.Count > writersMax)
            _gaps.Remove(_order.Dequeue());
    }

    private readonly record struct Gap(long Stored, long Next);
}
