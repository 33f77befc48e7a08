using Akka.Actor;

namespace VioActors.Actors.Vios.Daemon;

/// <summary>
/// Questions that change nothing, to who may be in a process that has just died: a message that was sent there is lost, and nobody says so.
/// Not for what changes something, of which a late copy would undo what came after it.
/// </summary>
internal static class RepeatedQuestion
{
    /// <summary>Longer than an answer takes, and short beside the limits of those who wait.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Asks again every <see cref="Interval"/>; the first answer to any of them counts.</summary>
    /// <param name="limit">How long it is asked in all.</param>
    /// <exception cref="AskTimeoutException">There was no answer within the limit.</exception>
    public static async Task<object> AskRepeatedlyAsync(this ICanTell who, object question, TimeSpan limit, TimeProvider time)
    {
        var asked = new List<Task<object>>();
        var left = limit;
        while (true)
        {
            asked.Add(who.Ask<object>(question, left));
            var answer = Task.WhenAny(asked);
            left -= Interval;
            if (left > TimeSpan.Zero)
                await ((Task)answer).WaitAsync(Interval, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (left <= TimeSpan.Zero || answer.IsCompleted)
                return await (await answer.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
