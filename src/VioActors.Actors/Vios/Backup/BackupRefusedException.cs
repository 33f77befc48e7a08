using Akka.Actor;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.Backup;

/// <summary>A backup or restore cannot be done; the reason is for people. Becomes the answer to the request.</summary>
internal sealed class BackupRefusedException(RejectionCode code, string reason) : Exception(reason)
{
    public Rejected Answer => new(code, Message);
}

/// <summary>Questions to the VIOS DB. Thread-safe.</summary>
internal sealed class DbQuestions(IActorRef viosDb, TimeSpan answerLimit)
{
    /// <exception cref="BackupRefusedException">The DB refused, or did not answer in time.</exception>
    public async Task<T> AskAsync<T>(object message, string doing) => await AskAnyAsync(message, doing).ConfigureAwait(false) switch
    {
        T expected => expected,
        Rejected rejected => throw new BackupRefusedException(rejected.Code, $"Cannot {doing}: {rejected.Reason}"),
        var other => throw new BackupRefusedException(RejectionCode.Unspecified, $"Cannot {doing}: the answer was {other.GetType().Name}."),
    };

    /// <summary>The answer, also when it is a refusal.</summary>
    /// <exception cref="BackupRefusedException">The DB did not answer in time.</exception>
    public async Task<object> AskAnyAsync(object message, string doing)
    {
        try
        {
            return await viosDb.Ask<object>(message, answerLimit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new BackupRefusedException(
                RejectionCode.Busy, $"Cannot {doing}: the VIOS DB did not answer within {answerLimit}; try again when it can be reached.");
        }
    }
}
