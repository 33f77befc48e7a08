using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// One per system, under <c>/system</c>, when <c>akka.log-dead-letters</c> is not off: logs dead letters at info level until it has
/// logged
/// that many, then is silent for <c>akka.log-dead-letters-suspend-duration</c> (for ever when that is infinite).
/// </summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly int _logCountMax = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _suspendDuration = Context.System.Settings.LogDeadLettersSuspendDuration;
    private long _count;
    private TimeSpan? _silentUntil;

    /// <inheritdoc />
    protected override void PreStart()
    {
        foreach (var kind in new[] { typeof(DeadLetter), typeof(Dropped), typeof(UnhandledMessage) })
            _eventStream.Subscribe(Self, kind);
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object message)
    {
    }

    /// <inheritdoc />
    protected override void PostRestart(Exception reason)
    {
    }

    /// <inheritdoc />
    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
            return false;
        _count++;
        var now = Context.System.Scheduler.MonotonicClock;
        if (_silentUntil is { } end)
        {
            if (now < end)
                return true;
            _silentUntil = null;
            _count = 1;
        }

        var last = _logCountMax != int.MaxValue && _count >= _logCountMax;
        if (last)
            _silentUntil = _suspendDuration == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : now + _suspendDuration;
        Log(letter, last);
        return true;
    }

    private void Log(AllDeadLetters letter, bool last)
    {
        var sender = letter.Sender is null ? "no sender" : letter.Sender.Path.ToString();
        var text = $"Message [{letter.Message.GetType().Name}] from {sender} to {letter.Recipient} {What(letter)} [{_count}] so far"
            + (last ? ", no more of them are logged for now." : ".")
            + " If the recipient should be there, look why it stopped;"
            + " see akka.log-dead-letters and akka.log-dead-letters-during-shutdown.";
        _eventStream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), text));
    }

    private static string What(AllDeadLetters letter) => letter switch
    {
        Dropped dropped => $"was dropped: {dropped.Reason}.",
        UnhandledMessage => "was not handled.",
        _ => "was not delivered.",
    };
}
