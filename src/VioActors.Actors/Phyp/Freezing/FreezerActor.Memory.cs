using Akka.Actor;
using VioActors.Actors.Phyp.Memory;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>A partition goes on when it has all of its memory again (NPV-9).</summary>
internal sealed partial class FreezerActor
{
    /// <summary>Its memory is given back first (NPV-9). A keeper that does not answer has lost its account, and the loans.</summary>
    private void Await(DispatchedLpar lpar, PendingReturn pending)
    {
        lpar.Pending = pending;
        var back = new MemoryBack(lpar.Client);
        Context.Parent.Ask<MemoryBack>(new ReclaimMemory(lpar.Client), _settings.MemoryReturnLimit + NoteLimit)
            .PipeTo(Self, success: answer => answer, failure: _ => back);
    }

    private void GoOnWithMemory(MemoryBack back)
    {
        if (!_lpars.TryGetValue(back.Client, out var lpar) || lpar is not { State: DispatchState.Frozen, Pending: { } pending })
            return;
        lpar.Pending = null;
        foreach (var pair in _pairs[back.Client])
        {
            Context.Parent.Tell(new PairVerdict(
                pair,
                pair == pending.Clean ? RedrivePair.Instance
                : new ReleasePair(pending.Clean is { } clean ? $"its partition goes on through VIOS {clean.Vios}" : pending.Reason)));
        }

        GoOn(lpar, pending.Reason);
        AnswerReady();
    }
}
