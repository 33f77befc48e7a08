using Akka.Actor;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Published on the event stream of the aggregate's node after its events are stored and before its command is answered: whoever keeps a
/// view of the aggregate reads it again. May be lost; a reader that needs certainty compares from time to time.
/// </summary>
/// <param name="Aggregate">Its persistence id: <c>lu-6025…</c>.</param>
/// <param name="Changes">Names of the events, each once.</param>
public sealed record ObjectNotice(string Aggregate, ValueList<string> Changes) : INoSerializationVerificationNeeded
{
    // Bookkeeping between LU, pool and VIOS which comes with I/O, or on the way to what an operator is told: a view that is read again and
    // its event, which is stored, would come between the steps of one change.
    private static readonly HashSet<Type> Quiet =
    [
        typeof(ChunksMapped), typeof(ReserveAdded), typeof(ExtentRequested), typeof(GrantAcquired), typeof(GrantEnded),
        typeof(ChunksGranted), typeof(ChunksReturned), typeof(ChunksErased), typeof(IdentitiesAccepted), typeof(IdentityBlockGiven),
        typeof(AdapterNameAssigned), typeof(BindingNoted), typeof(BindingDropped), typeof(UnbindingConfirmed),
        typeof(PauseBegun), typeof(PauseStill), typeof(PauseEnded), typeof(GroupMemberTold),
        typeof(CopiesBegun), typeof(CopiesOutOfUse), typeof(CopiesEnded),
        typeof(ReferenceBegun), typeof(ReferenceOutOfUse), typeof(ReferenceLent), typeof(ReferenceEnded), typeof(ChunkLoanBegun),
        typeof(ChunkLoanEnded), typeof(WithdrawalConcluded), typeof(ChunksGivenBack), typeof(ReserveGivenUp), typeof(PvViewNoted),
        typeof(PvViewForgotten),
    ];

    /// <summary>Null when nothing in the batch is for operators.</summary>
    public static ObjectNotice? Of<TEvent>(string aggregate, IReadOnlyList<TEvent> events)
        where TEvent : IEvent
    {
        List<string>? changes = null;
        foreach (var @event in events)
        {
            var type = @event.GetType();
            if (!Quiet.Contains(type) && !(changes ??= []).Contains(type.Name))
            {
                changes.Add(type.Name);
            }
        }

        return changes is null ? null : new ObjectNotice(aggregate, changes.ToValueList());
    }
}
