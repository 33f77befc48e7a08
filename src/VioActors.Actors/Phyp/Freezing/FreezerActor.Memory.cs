using Akka.Actor;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>A partition goes on when it has all of its memory again (NPV-9).</summary>
internal sealed partial class FreezerActor
{
    /// <summary>Its memory is given back first (NPV-9). A keeper that does not answer has lost its account, and the loans.</summary>
    private void Await(DispatchedLpar lpar, PendingReturn pending)
    {
        (lpar.Pending, lpar.IsReady) = (pending, false);
        var back = new Reclaimed(lpar.Client, pending);
        Context.Parent.Ask<MemoryBack>(new ReclaimMemory(lpar.Client), _settings.MemoryReturnLimit + NoteLimit)
            .PipeTo(Self, success: _ => back, failure: _ => back);
    }

    private void GoOnWithMemory(Reclaimed back)
    {
        // It may have been frozen anew since, or be given up by the operator.
        if (!_lpars.TryGetValue(back.Client, out var lpar) || !ReferenceEquals(lpar.Pending, back.Pending))
            return;
        if (back.Pending.Clean is not null)
        {
            Join(lpar);
            return;
        }

        LetGo(lpar);
        NoteLooked(lpar.Client);
        AnswerReady();
    }

    private void LetGo(DispatchedLpar lpar)
    {
        if (lpar.Pending is not { } pending)
            return;
        (lpar.Pending, lpar.IsReady) = (null, false);
        foreach (var pair in _pairs[lpar.Client])
        {
            Context.Parent.Tell(new PairVerdict(
                pair,
                pair == pending.Clean ? RedrivePair.Instance
                : new ReleasePair(pending.Clean is { } clean ? $"its partition goes on through VIOS {clean.Vios}" : pending.Reason)));
        }

        GoOn(lpar, pending.Reason);
    }

    /// <summary>Its memory is back, or counts as lost.</summary>
    private sealed record Reclaimed(PartitionId Client, PendingReturn Pending) : INoSerializationVerificationNeeded;
}
