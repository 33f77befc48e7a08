using Akka.Actor;
using Akka.Event;

namespace Petabridge.Cmd.Host.Palettes;

/// <summary>The log handler asks; answered to the reply address with one final response. Safe to repeat.</summary>
internal sealed record PeekLog(LogLevel Level, int Count);

/// <summary>Remembers the latest log events, oldest dropped first. One per actor system,
/// <c>/user/petabridge.cmd-log-memorizer</c>.</summary>
internal sealed class LogMemorizer : ReceiveActor
{
    private readonly Queue<LogEvent> _events;

    public LogMemorizer(int capacity)
    {
        _events = new Queue<LogEvent>(capacity);
        Receive<LogEvent>(logged =>
        {
            if (_events.Count == capacity)
            {
                _events.Dequeue();
            }

            _events.Enqueue(logged);
        });
        Receive<PeekLog>(peek =>
        {
            var shown = _events.Where(e => e.LogLevel() >= peek.Level).TakeLast(peek.Count).Select(e => e.ToString());
            Sender.Tell(new CommandResponse(string.Join('\n', shown)));
        });
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(LogEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
