using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Options on <see cref="BackoffSettings"/>.</summary>
internal sealed class BackoffOptionsImpl(BackoffSettings settings) : BackoffOptions
{
    internal override Props Props => settings.ToProps();

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) =>
        new BackoffOptionsImpl(settings with { Reset = new AutoReset(resetBackoff) });

    public override BackoffOptions WithManualReset() => new BackoffOptionsImpl(settings with { Reset = new ManualReset() });

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) =>
        new BackoffOptionsImpl(settings with { Strategy = supervisorStrategy });

    public override BackoffOptions WithDefaultStoppingStrategy() =>
        new BackoffOptionsImpl(settings with { Strategy = SupervisorStrategy.StoppingStrategy });

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) =>
        new BackoffOptionsImpl(settings with { ReplyWhileStopped = replyWhileStopped });

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
        new BackoffOptionsImpl(settings with { Strategy = settings.Strategy.WithMaxNrOfRetries(maxNrOfRetries) });

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) =>
        new BackoffOptionsImpl(settings with { FinalStopMessage = isFinalStopMessage });
}
