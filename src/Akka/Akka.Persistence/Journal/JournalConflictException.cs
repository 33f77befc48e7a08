using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>
/// A write that continues from another event than the last one in the journal: a second actor writes under the same
/// persistence id. Only that actor's fault, so it does not count as a failure of the journal.
/// </summary>
public sealed class JournalConflictException(string message, Exception? cause = null) : AkkaException(message, cause);
