using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>One entry of the wheel: linked into a bucket by the wheel's thread, cancelled by any thread.</summary>
internal abstract class TimerEntry
{
    private volatile bool _ended;

    /// <summary>Whether it must not run any more.</summary>
    public virtual bool IsCancelled => _ended;

    /// <summary>Tick at which it runs.</summary>
    public long DueTick { get; set; }

    /// <summary>When it is due, in ticks of 100 ns since the start of the wheel.</summary>
    public long DueTime { get; set; }

    /// <summary>Time between runs in ticks of 100 ns, 0 for a single one.</summary>
    public long Interval { get; init; }

    public TimerEntry? Previous { get; set; }

    public TimerEntry? Next { get; set; }

    public LinkedTimerEntries? Bucket { get; set; }

    public void End() => _ended = true;

    /// <summary>Does what is due.</summary>
    public abstract void Run();
}

internal sealed class TellEntry(ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) : TimerEntry
{
    public override bool IsCancelled => cancelable is { IsCancellationRequested: true } || base.IsCancelled;

    public override void Run() => receiver.Tell(message, sender);
}

internal sealed class RunnableEntry(IRunnable action, ICancelable? cancelable) : TimerEntry
{
    public override bool IsCancelled => cancelable is { IsCancellationRequested: true } || base.IsCancelled;

    public override void Run() => action.Run();
}
