using VioActors.Domain.Common;

namespace VioActors.Domain.Events;

/// <summary>
/// Told from the process in which an aggregate runs to the others, after its events are stored: whoever keeps a view of it reads it again.
/// May be lost; a reader that needs certainty compares from time to time.
/// </summary>
/// <param name="Aggregate">Its persistence id: <c>lu-6025…</c>.</param>
/// <param name="Changes">Names of the events, each once.</param>
public sealed record AggregateChanged(string Aggregate, ValueList<string> Changes) : IDomainMessage;
