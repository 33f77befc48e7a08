using Akka.Actor;

namespace VioActors.Node.Dev;

/// <summary>
/// Questions of a start, each of which is safe to repeat. Repeated, because who is to answer may be found only when the leases of
/// processes that died have ended (60 s with the settings that are given), and what was sent before is lost.
/// </summary>
internal static class StartQuestion
{
    private const int Tries = 6;

    /// <summary>How long it is asked in all.</summary>
    public static readonly TimeSpan Limit = Tries * DevEnvironment.AnswerLimit;

    /// <exception cref="AskTimeoutException">There was no answer within <see cref="Limit"/>.</exception>
    public static async Task<object> AskAsync(IActorRef actor, object message)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await actor.Ask<object>(message, DevEnvironment.AnswerLimit).ConfigureAwait(false);
            }
            catch (AskTimeoutException) when (left > 1)
            {
                // Asked again.
            }
        }
    }
}
