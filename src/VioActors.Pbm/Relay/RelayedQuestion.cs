using Akka.Actor;
using VioActors.Pbm.Palettes;

namespace VioActors.Pbm.Relay;

/// <summary>
/// Asks the <see cref="CommandRelayActor"/> of another process.
/// <para>Guarantee: the question is sent once, to a process that has answered just before, and the end of that process ends the wait.
/// Gap: a question that is lost between two processes that both live is waited for until the limit.</para>
/// </summary>
internal static class RelayedQuestion
{
    private const int FindTries = 5;

    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(3);

    /// <exception cref="CommandRefusedException">The process does not answer, ended, or took longer than <paramref name="limit"/>.
    /// </exception>
    public static async Task<object> AskAsync(ICanTell relay, string what, object question, TimeSpan limit)
    {
        var there = await FindAsync(relay, what).ConfigureAwait(false)
            ?? throw new CommandRefusedException($"The process of {what} does not answer, so the command did not run; try it again.");
        using var answered = new CancellationTokenSource();
        var gone = there.WatchAsync(answered.Token);
        var answer = there.Ask<object>(question, limit, answered.Token);
        try
        {
            return await Task.WhenAny(answer, gone).ConfigureAwait(false) == answer
                ? await answer.ConfigureAwait(false)
                : throw new CommandRefusedException($"The process of {what} ended; whether the command ran is not known.");
        }
        catch (AskTimeoutException)
        {
            throw new CommandRefusedException(
                $"The process of {what} did not answer within {limit}; whether the command ran is not known.");
        }
        finally
        {
            await answered.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The actor of the process that runs there now; messages to one that was there before are lost.</summary>
    private static async Task<IActorRef?> FindAsync(ICanTell relay, string what)
    {
        for (var tries = 0; tries < FindTries; tries++)
        {
            try
            {
                return (await relay.Ask<ActorIdentity>(new Identify(what), FindLimit).ConfigureAwait(false)).Subject;
            }
            catch (AskTimeoutException)
            {
                // Asked again.
            }
        }

        return null;
    }
}
