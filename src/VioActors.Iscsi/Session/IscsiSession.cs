using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>One normal session in its full feature phase: the I_T nexus, its tasks and what bounds them. Thread-safe.</summary>
internal sealed class IscsiSession(
    ITargetNexus nexus, SessionParameters parameters, CommandWindow window, PduSender sender, SessionCounters counters, WriteMemory memory)
{
    private int _nextTransferTag;

    public ITargetNexus Nexus => nexus;

    public SessionParameters Parameters => parameters;

    public CommandWindow Window => window;

    public PduSender Sender => sender;

    public SessionCounters Counters => counters;

    public WriteMemory Memory => memory;

    public TaskTable Tasks { get; } = new();

    /// <summary>Reserves <paramref name="count"/> consecutive target transfer tags; returns the first.</summary>
    public uint TakeTransferTags(int count) => (uint)Interlocked.Add(ref _nextTransferTag, count) - (uint)count;

    /// <summary>Registers a task that is about to be submitted; false when its tag is in use.</summary>
    public bool TryStart(IscsiTask task)
    {
        if (!Tasks.TryAdd(task))
        {
            return false;
        }
        window.TaskStarted(task.UnsolicitedBytes);
        counters.Command();
        return true;
    }

    public void TaskEnded(IscsiTask task)
    {
        Tasks.Remove(task);
        window.TaskEnded(task.UnsolicitedBytes);
    }
}
