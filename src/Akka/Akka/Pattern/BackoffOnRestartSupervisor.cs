using Akka.Actor;

namespace Akka.Pattern;

/// <summary>
/// Supervises one child: where its strategy says restart, the child is stopped and started again after a growing delay. When the child
/// stops by itself the supervisor stops too.
/// </summary>
internal sealed class BackoffOnRestartSupervisor : BackoffSupervisorBase
{
    private readonly BackoffSettings _settings;
    private bool _waitingToRestart;

    public BackoffOnRestartSupervisor(BackoffSettings settings, IBackoffReset reset)
        : base(settings.ChildProps, settings.ChildName, reset, settings.ReplyWhileStopped, settings.FinalStopMessage)
    {
        _settings = settings;
    }

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child))
            return HandleBackoff(message);
        Child = null;
        if (_waitingToRestart)
        {
            _waitingToRestart = false;
            ScheduleStart(_settings.MinBackoff, _settings.MaxBackoff, _settings.RandomFactor);
        }
        else
        {
            Context.Stop(Self);
        }

        return true;
    }

    protected override SupervisorStrategy SupervisorStrategy()
    {
        var chosen = _settings.Strategy;
        return new OneForOneStrategy(chosen.MaxNumberOfRetries, chosen.WithinTimeRangeMilliseconds, failure =>
        {
            var directive = chosen.Decider.Decide(failure);
            return directive == Directive.Restart ? OnRestart() : directive;
        });
    }

    private Directive OnRestart()
    {
        var limit = _settings.Strategy.MaxNumberOfRetries;
        _waitingToRestart = limit < 0 || RestartCountN < limit;
        return Directive.Stop;
    }
}
