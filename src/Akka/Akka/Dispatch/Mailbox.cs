using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Holds the messages of one cell and runs them, on one thread at a time. It is itself the work item of the executor. System
/// messages go first. Enqueueing is thread-safe.
/// </summary>
/// <remarks>
/// Wake-ups: a sender reserves its place in the queue (a full fence) before it reads the status; the runner becomes idle (a full
/// fence) before it looks for reserved places. One of the two sees the other, so no message waits unscheduled.
/// </remarks>
public class Mailbox : IRunnable
{
    private const int Open = 0;
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int ScheduleMask = 3;
    private const int NotProcessMask = ~2;
    private const int SuspendUnit = 4;

    private readonly IMessageQueue _queue;
    private ActorCell? _cell;
    private MessageDispatcher? _dispatcher;
    private SystemMessage? _systemHead;
    private int _status;
    private volatile bool _waitsForGate;

    /// <summary>A mailbox on <paramref name="messageQueue"/>.</summary>
    public Mailbox(IMessageQueue messageQueue)
    {
        _queue = messageQueue;
    }

    /// <summary>The user messages.</summary>
    public IMessageQueue MessageQueue => _queue;

    /// <summary>The dispatcher that runs the mailbox.</summary>
    public MessageDispatcher Dispatcher => _dispatcher!;

    internal ActorCell? Cell => _cell;

    internal bool HasMessages => _queue.HasMessages;

    internal int NumberOfMessages => _queue.Count;

    internal bool HasSystemMessages
    {
        get
        {
            var head = Volatile.Read(ref _systemHead);
            return head is not null && head != NoMessage.Instance;
        }
    }

    internal bool IsClosed => Volatile.Read(ref _status) == Closed;

    internal bool IsScheduled => (Volatile.Read(ref _status) & Scheduled) != 0;

    internal bool IsSuspended => (Volatile.Read(ref _status) & ~ScheduleMask) != 0;

    internal int SuspendCount => Volatile.Read(ref _status) / SuspendUnit;

    internal bool ShouldProcessMessage
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Volatile.Read(ref _status) & NotProcessMask) == 0;
    }

    void IThreadPoolWorkItem.Execute()
    {
        // A thread of the pool has no cell of its own, whatever code outside of actors may have left behind on it.
        ActorCell.Current = null;
        Run();
    }

    /// <summary>Ties the mailbox to its cell, once, before it is used.</summary>
    public virtual void SetActor(ActorCell actorCell)
    {
        _cell = actorCell;
        _dispatcher = actorCell.Dispatcher;
    }

    /// <summary>
    /// Runs system messages and up to a dispatcher's throughput of user messages, then schedules itself again if more are there.
    /// </summary>
    public void Run()
    {
        var previous = ActorCell.Current;
        var more = false;
        ActorCell.Current = _cell;
        try
        {
            if (!IsClosed)
            {
                ProcessAllSystemMessages();
                more = ProcessMailbox();
            }
        }
        finally
        {
            ActorCell.Current = previous;
            Leave(more);
        }
    }

    internal void Enqueue(IActorRef receiver, in Envelope envelope) => _queue.Enqueue(receiver, envelope);

    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemHead);
            if (head == NoMessage.Instance)
            {
                (receiver as IInternalActorRef)?.Provider.DeadLetters.Tell(message, receiver);
                return;
            }

            message.Next = head;
            if (Interlocked.CompareExchange(ref _systemHead, message, head) == head)
                return;
        }
    }

    internal bool CanBeScheduledForExecution(bool hasMessageHint, bool hasSystemMessageHint)
    {
        var status = Volatile.Read(ref _status);
        if (status is Open or Scheduled && !_waitsForGate)
            return hasMessageHint || hasSystemMessageHint || HasSystemMessages || _queue.HasMessages;
        return status != Closed && (hasSystemMessageHint || HasSystemMessages);
    }

    internal bool SetAsScheduled()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & ScheduleMask) != Open)
                return false;
            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
                return true;
        }
    }

    internal void SetAsIdle()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (Interlocked.CompareExchange(ref _status, status & ~Scheduled, status) == status)
                return;
        }
    }

    /// <summary>Counts one suspension up; the actor's own thread calls it.</summary>
    internal void Suspend()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status == Closed || Interlocked.CompareExchange(ref _status, status + SuspendUnit, status) == status)
                return;
        }
    }

    /// <summary>Counts one suspension down; true when user messages may run again.</summary>
    internal bool Resume()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status == Closed)
                return false;
            var next = status < SuspendUnit ? status : status - SuspendUnit;
            if (Interlocked.CompareExchange(ref _status, next, status) == status)
                return next < SuspendUnit;
        }
    }

    internal void BecomeClosed() => Interlocked.Exchange(ref _status, Closed);

    /// <summary>
    /// Moves what is left to the dead letters. Repeated by senders that were just about to enqueue when the mailbox closed.
    /// </summary>
    internal virtual void CleanUp()
    {
        var cell = _cell!;
        lock (this)
        {
            for (var message = SystemDrain(NoMessage.Instance); message is not null;)
            {
                var next = message.Next;
                message.Next = null;
                cell.SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(cell.Self, message);
                message = next;
            }

            _queue.CleanUp(cell.Self, cell.SystemImpl.Mailboxes.DeadLetterMailbox.MessageQueue);
        }
    }

    private bool ProcessMailbox()
    {
        var cell = _cell!;
        var dispatcher = _dispatcher!;
        var left = dispatcher.Throughput;
        var deadline = dispatcher.DeadlineFromNow();
        while (ShouldProcessMessage)
        {
            if (cell.Gate is { } gate && gate.Holds(cell))
            {
                WaitForGate();
                return false;
            }

            if (!_queue.TryDequeue(out var envelope))
                return false;
            cell.Invoke(in envelope);
            if (_systemHead is not null)
                ProcessAllSystemMessages();
            if (--left <= 0 || (deadline != 0 && dispatcher.IsPast(deadline)))
                return true;
        }

        return false;
    }

    /// <summary>User messages stay where they are for a moment; system messages go on.</summary>
    private void WaitForGate()
    {
        if (_waitsForGate)
            return;
        _waitsForGate = true;
        try
        {
            _cell!.SystemImpl.Scheduler.Advanced.ScheduleOnce(ActGate.Pause, () =>
            {
                _waitsForGate = false;
                _dispatcher!.RegisterForExecution(this, true, false);
            });
        }
        catch (SchedulerException)
        {
            // The system ends, and the actor with it.
        }
    }

    private void ProcessAllSystemMessages()
    {
        var list = SystemDrain(null);
        while (list is not null)
        {
            var message = list;
            list = list.Next;
            message.Next = null;
            if (IsClosed)
                _cell!.SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(_cell.Self, message);
            else
                _cell!.SystemInvoke(message);
            list ??= SystemDrain(null);
        }
    }

    /// <summary>Takes all system messages, oldest first, and leaves <paramref name="newHead"/>.</summary>
    private SystemMessage? SystemDrain(SystemMessage? newHead)
    {
        SystemMessage? head;
        do
        {
            head = Volatile.Read(ref _systemHead);
            if (head == NoMessage.Instance || (head is null && newHead is null))
                return null;
        }
        while (Interlocked.CompareExchange(ref _systemHead, newHead, head) != head);

        SystemMessage? reversed = null;
        while (head is not null)
        {
            var next = head.Next;
            head.Next = reversed;
            reversed = head;
            head = next;
        }

        return reversed;
    }

    /// <summary>With more to do and nothing special in the status, the mailbox stays scheduled: two atomic operations less.</summary>
    private void Leave(bool more)
    {
        if (more && Volatile.Read(ref _status) == Scheduled && _queue.HasMessages)
        {
            _dispatcher!.Reschedule(this);
            return;
        }

        SetAsIdle();
        _dispatcher!.RegisterForExecution(this, false, false);
    }
}
