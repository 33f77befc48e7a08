using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Behind a kit or probe: queues what it gets. Supervised by the system guardian, one per kit.</summary>
internal sealed class TestActor : ActorBase
{
    private readonly MessageQueue _queue;
    private readonly Dictionary<IActorRef, SupervisorStrategy> _strategies = [];
    private Func<object, bool>? _ignore;
    private AutoPilot _autoPilot = AutoPilot.NoAutoPilot;

    public TestActor(MessageQueue queue)
    {
        _queue = queue;
    }

    protected override SupervisorStrategy SupervisorStrategy() => new PerChildStrategy(_strategies);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case SetIgnore ignore:
                _ignore = ignore.Ignored;
                return true;
            case SetAutoPilot set:
                _autoPilot = set.AutoPilot;
                return true;
            case WatchActor watch:
                Context.Watch(watch.Actor);
                return true;
            case UnwatchActor unwatch:
                Context.Unwatch(unwatch.Actor);
                return true;
            case Spawn spawn:
                StartChild(spawn);
                return true;
            default:
                Queue(message);
                return true;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }

    private void Queue(object message)
    {
        var pilot = _autoPilot.Run(Sender, message);
        if (pilot is not KeepRunning)
            _autoPilot = pilot;
        if (_ignore is null || !_ignore(message))
            _queue.Add(new RealMessageEnvelope(message, Sender));
    }

    private void StartChild(Spawn spawn)
    {
        try
        {
            var child = Context.ActorOf(spawn.Props, spawn.Name!);
            if (spawn.Strategy is not null)
                _strategies[child] = spawn.Strategy;
            spawn.Started.TrySetResult(child);
        }
        catch (Exception error)
        {
            spawn.Started.TrySetException(error);
        }
    }

    public sealed record SetIgnore(Func<object, bool>? Ignored) : INoSerializationVerificationNeeded;

    public sealed record SetAutoPilot(AutoPilot AutoPilot) : INoSerializationVerificationNeeded;

    public sealed record WatchActor(IActorRef Actor) : INoSerializationVerificationNeeded;

    public sealed record UnwatchActor(IActorRef Actor) : INoSerializationVerificationNeeded;

    public sealed record Spawn(Props Props, string? Name, SupervisorStrategy? Strategy)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public TaskCompletionSource<IActorRef> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
