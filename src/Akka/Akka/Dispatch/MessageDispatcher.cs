using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>Runs the mailboxes of the actors attached to it. Thread-safe.</summary>
public abstract class MessageDispatcher
{
    private readonly TimeProvider _time;
    private long _deadlineTicks;
    private int _inhabitants;

    /// <summary>A dispatcher made by <paramref name="configurator"/>; throughput is read from its configuration.</summary>
    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        _time = configurator.Prerequisites.Time;
        Throughput = Math.Max(1, configurator.Config.GetInt("throughput", 100));
        var deadline = configurator.Config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero);
        ThroughputDeadlineTime = deadline > TimeSpan.Zero ? deadline.Ticks : null;
        _deadlineTicks = ThroughputDeadlineTime ?? 0;
    }

    /// <summary>What made this dispatcher.</summary>
    public MessageDispatcherConfigurator Configurator { get; }

    /// <summary>The path of its configuration.</summary>
    public string Id { get; protected set; } = "";

    /// <summary>How many messages an actor handles before it gives its thread back. Higher: faster, less fair.</summary>
    public int Throughput { get; set; }

    /// <summary>After how many ticks of 100 ns an actor gives its thread back even if messages are left; <c>null</c> for never.</summary>
    public long? ThroughputDeadlineTime
    {
        get => _deadlineTicks == 0 ? null : _deadlineTicks;
        protected set => _deadlineTicks = value ?? 0;
    }

    /// <summary>Number of attached actors.</summary>
    internal int Inhabitants => Volatile.Read(ref _inhabitants);

    /// <summary>Runs <paramref name="action"/> on this dispatcher.</summary>
    public void Schedule(Action action) => ExecuteTask(new ActionRunnable(action));

    /// <summary>Runs <paramref name="run"/> on this dispatcher.</summary>
    public void Schedule(IRunnable run) => ExecuteTask(run);

    /// <summary>Puts a user message into the mailbox of <paramref name="cell"/> and sees that it is run.</summary>
    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.Enqueue(cell.Self, in envelope);
        if (!RegisterForExecution(mailbox, true, false) && mailbox.IsClosed)
            mailbox.CleanUp();
    }

    /// <summary>Puts a system message into the mailbox of <paramref name="cell"/> and sees that it is run.</summary>
    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, false, true);
    }

    /// <summary>Takes a cell in and starts it.</summary>
    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, false, true);
    }

    /// <summary>Lets a stopped cell go: what is left in its mailbox becomes dead letters.</summary>
    public virtual void Detach(ActorCell cell)
    {
        var mailbox = cell.SwapMailbox(cell.SystemImpl.Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
        if (Interlocked.Decrement(ref _inhabitants) == 0)
            OnEmpty();
    }

    /// <summary>No user messages for <paramref name="actorCell"/> until it is resumed.</summary>
    internal virtual void Suspend(ActorCell actorCell) => actorCell.Mailbox.Suspend();

    /// <summary>Undoes one <see cref="Suspend"/>.</summary>
    internal virtual void Resume(ActorCell actorCell)
    {
        var mailbox = actorCell.Mailbox;
        if (mailbox.Resume())
            RegisterForExecution(mailbox, false, false);
    }

    /// <summary>Schedules <paramref name="mailbox"/> unless it already is, or has nothing to do; true when it did.</summary>
    internal virtual bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.CanBeScheduledForExecution(hasMessageHint, hasSystemMessageHint) || !mailbox.SetAsScheduled())
            return false;
        Execute(mailbox);
        return true;
    }

    /// <summary>Runs a mailbox again that has kept its scheduled mark.</summary>
    internal virtual void Reschedule(Mailbox mailbox) => Execute(mailbox);

    /// <summary>The mailbox of a new cell.</summary>
    internal virtual Mailbox CreateMailbox(ActorCell cell, MailboxType mailboxType) => new(mailboxType.Create(cell.Self, cell.System));

    /// <summary>When a batch that starts now has to end; 0 without a limit.</summary>
    internal long DeadlineFromNow() => _deadlineTicks == 0
        ? 0
        : _time.GetTimestamp() + (long)(_deadlineTicks * (_time.TimestampFrequency / (double)TimeSpan.TicksPerSecond));

    internal bool IsPast(long deadline) => _time.GetTimestamp() >= deadline;

    /// <summary>Ends the dispatcher with its system.</summary>
    internal void End() => Shutdown();

    /// <summary>Runs <paramref name="run"/>, soon, on a thread of this dispatcher.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Runs a mailbox.</summary>
    private protected virtual void Execute(Mailbox mailbox) => ExecuteTask(mailbox);

    /// <summary>Frees threads. Called when the system has ended.</summary>
    protected virtual void Shutdown()
    {
    }

    /// <summary>The last actor has left.</summary>
    private protected virtual void OnEmpty()
    {
    }
}
