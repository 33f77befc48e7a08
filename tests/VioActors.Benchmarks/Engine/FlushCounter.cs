using System.Diagnostics.Metrics;

namespace VioActors.Benchmarks.Engine;

/// <summary>Listens to what the SQL journal says of its transactions: how many, and how many events they carried.</summary>
internal sealed class FlushCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _events;
    private long _flushes;

    public FlushCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Akka.Persistence.Sql", Name: "akka.persistence.sql.commit.events" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, events, _, _) =>
        {
            Interlocked.Add(ref _events, events);
            Interlocked.Increment(ref _flushes);
        });
        _listener.Start();
    }

    /// <summary>Events of a mean transaction since the counter was made; 0 without any.</summary>
    public double EventsPerFlush => _flushes == 0 ? 0 : (double)_events / _flushes;

    public void Dispose() => _listener.Dispose();
}
