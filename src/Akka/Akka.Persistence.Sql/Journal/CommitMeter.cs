using System.Diagnostics.Metrics;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// What an operator wants to know of the journal: how many events share a flush. Meter <c>Akka.Persistence.Sql</c>. Thread-safe.
/// </summary>
internal static class CommitMeter
{
    private static readonly Meter Meter = new("Akka.Persistence.Sql");

    private static readonly Histogram<int> Events = Meter.CreateHistogram<int>(
        "akka.persistence.sql.commit.events", "{event}", "Events in one committed transaction of the journal.");

    public static void Committed(int events)
    {
        if (events > 0)
            Events.Record(events);
    }
}
