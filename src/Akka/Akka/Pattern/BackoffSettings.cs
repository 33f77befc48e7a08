using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Everything a backoff supervisor is told.</summary>
internal sealed record BackoffSettings(
    RestartType RestartType, Props ChildProps, string ChildName, TimeSpan MinBackoff, TimeSpan MaxBackoff, double RandomFactor)
{
    public OneForOneStrategy Strategy { get; init; } = new(SupervisorStrategy.DefaultDecider);

    public IBackoffReset? Reset { get; init; }

    public object? ReplyWhileStopped { get; init; }

    public Func<object, bool>? FinalStopMessage { get; init; }

    private IBackoffReset EffectiveReset => Reset ?? new AutoReset(MinBackoff);

    /// <summary>Throws <see cref="ArgumentException"/> for times that make no sense.</summary>
    public Props ToProps()
    {
        BackoffDelay.Check(MinBackoff, MaxBackoff, RandomFactor);
        return RestartType == RestartType.OnFailure
            ? Props.CreateBy(() => new BackoffOnRestartSupervisor(this, EffectiveReset))
            : Props.CreateBy(() => new BackoffSupervisor(
                ChildProps, ChildName, MinBackoff, MaxBackoff, EffectiveReset, RandomFactor, Strategy, ReplyWhileStopped,
                    FinalStopMessage));
    }
}
