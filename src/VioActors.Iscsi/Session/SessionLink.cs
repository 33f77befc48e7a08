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
