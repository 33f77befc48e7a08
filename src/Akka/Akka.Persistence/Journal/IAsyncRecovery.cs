using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>The reading side of a journal.</summary>
public interface IAsyncRecovery
{
    /// <summary>Gives the undeleted events of an id from a number to a number, both included, at most <paramref name="max"/>, in
    /// order.</summary>
    Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    /// <summary>The highest number ever written for an id, deleted events included; 0 without one.</summary>
    /// <param name="persistenceId">The id.</param>
    /// <param name="fromSequenceNr">A number that is known to exist; a hint where to search from.</param>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);
}
