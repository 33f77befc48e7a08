using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>One actor's events that wait for their transaction.</summary>
internal sealed class EventWrite(IReadOnlyList<JournalRow> rows, long expectedLast)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<JournalRow> Rows => rows;

    public string PersistenceId => rows[0].PersistenceId;

    /// <summary>The number of the id's last event before these; 0 for none.</summary>
    public long ExpectedLast => expectedLast;

    public Task Completion => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception e) => _done.TrySetException(e);

    /// <summary>True: to be written. False: an earlier attempt, whose answer was lost, has written it.</summary>
    /// <exception cref="JournalConflictException">Another writer was here.</exception>
    public bool MustWrite(LastEvent last)
    {
        if (last.SequenceNr == expectedLast)
            return true;
        var newest = rows[^1];
        if (last.SequenceNr == newest.SequenceNr && last.Writer == newest.Writer)
            return false;
        throw Conflict($"the journal holds events up to {last.SequenceNr}, the actor knows them up to {expectedLast}", null);
    }

    public JournalConflictException Conflict(string reason, Exception? cause) => new(
        $"[{PersistenceId}] cannot write event {rows[0].SequenceNr}: {reason}. "
        + "Another actor writes under the same persistence id; stop one of them.",
        cause);
}
