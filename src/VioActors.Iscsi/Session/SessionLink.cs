using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// One connection's part in a normal session: what its tasks share with those of the other connections, and where their answers go
/// (connection allegiance, RFC 7143 clause 4.2.4). Thread-safe.
/// </summary>
internal sealed class SessionLink(IscsiSession session, ITargetNexus nexus, WriteMemory memory, IscsiConnection connection,
    SessionParameters parameters)
{
    /// <summary>Ended tasks that are kept: a command window of the usual size.</summary>
    private const int SpareCountMax = 256;

    private readonly Lock _gate = new();
    private readonly Stack<IscsiTask> _spare = [];

    public IscsiSession Session => session;

    public IscsiConnection Connection => connection;

    public ITargetNexus Nexus => nexus;

    /// <summary>Those of the session, with the digests and segment lengths of the connection.</summary>
    public SessionParameters Parameters => parameters;

    public CommandWindow Window { get; } = session.Window;

    public PduSender Sender { get; } = connection.Sender;

    public SessionCounters Counters { get; } = session.Counters;

    public WriteMemory Memory => memory;

    public TaskTable Tasks { get; } = session.Tasks;

    /// <summary>Reserves <paramref name="count"/> consecutive target transfer tags; returns the first.</summary>
    public uint TakeTransferTags(int count) => session.TakeTransferTags(count);

    /// <summary>An ended task to begin anew; null: there is none. Used by the connection's receive loop alone.</summary>
    public IscsiTask? TakeSpare()
    {
        lock (_gate)
        {
            return _spare.TryPop(out var spare) ? spare : null;
        }
    }

    /// <summary>Keeps a task that nobody uses any more.</summary>
    public void PutBack(IscsiTask task)
    {
        lock (_gate)
        {
            if (_spare.Count < SpareCountMax)
            {
                _spare.Push(task);
            }
        }
    }

    /// <summary>Registers a task that is about to be submitted; false when its tag is in use.</summary>
    public bool TryStart(IscsiTask task)
    {
        if (!Tasks.TryAdd(task))
        {
            return false;
        }
        Window.TaskStarted(task.UnsolicitedBytes);
        Counters.Command();
        return true;
    }

    public void TaskEnded(IscsiTask task)
    {
        Tasks.Remove(task);
        Window.TaskEnded(task.UnsolicitedBytes);
    }
}
