using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>What a logical unit decides (STO-2, STO-6, STO-7, ID-5). Pure; thread-safe.</summary>
public static class LuDecisions
{
    public static Outcome Decide(LuState state, ILuMessage message, DateTimeOffset nowUtc) => message switch
    {
        CreateLu create => LuLifecycle.Create(state, create, nowUtc),
        ConcludeAdmission conclude => LuLifecycle.ConcludeAdmission(state, conclude, nowUtc),
        DeleteLu when state.Status == LuStatus.Deleted => Decision.NoOp<ILuEvent>($"Logical unit {message.Lu} is deleted already."),
        UnbindLu or ReleaseGrant or EndGrant or CloseLu when IsGone(state) =>
            Decision.NoOp<ILuEvent>($"Logical unit {message.Lu} does not exist."),
        _ when IsGone(state) => Refuse(RejectionCode.NotFound, $"Logical unit {message.Lu} does not exist; it was never created, or was "
            + "deleted."),
        _ when state.Status == LuStatus.Creating => Refuse(
            RejectionCode.WrongStatus,
            $"Logical unit '{state.Identity!.Name}' is being created; wait until that is answered."),
        GetLu => Decision.Answer<ILuEvent>(state.Describe()),
        GetLuUse => Decision.Answer<ILuEvent>(state.DescribeUse()),
        DeleteLu delete => LuLifecycle.Delete(state, delete, nowUtc),
        ConcludeForgetting forgotten => LuSharing.Forget(state, forgotten),
        ConcludeDeletion => LuLifecycle.ConcludeDeletion(state, nowUtc),
        ReleaseGrant release => LuGrants.Release(state, release),
        EndGrant end => LuGrants.End(state, end),
        UnbindLu unbind => LuSharing.Unbind(state, unbind),
        CloseLu close => LuSharing.Close(state, close),
        AcceptExtent accept => LuChunks.Accept(state, accept),
        ConcludeGrowth conclude => LuLifecycle.ConcludeGrowth(state, conclude),
        ConcludeRename conclude => LuLifecycle.ConcludeRename(state, conclude),
        _ when state.Status == LuStatus.Deleting => Refuse(
            RejectionCode.WrongStatus,
            $"Logical unit '{state.Identity!.Name}' is being deleted; it can not be used any more."),
        RenameLu rename => LuLifecycle.Rename(state, rename),
        GrowLu grow => LuLifecycle.Grow(state, grow),
        BindLu bind => LuSharing.Bind(state, bind),
        OpenLu open => LuSharing.Open(state, open),
        AcquireGrant acquire => LuGrants.Acquire(state, acquire, nowUtc),
        AllocateChunks allocate => LuChunks.Allocate(state, allocate),
        FindChunk find => LuChunks.Find(state, find),
        GetMap get => LuGrants.Read(state, get),
        _ => throw new InvalidOperationException($"A logical unit knows no message {message.GetType().Name}."),
    };

    /// <summary>Effects that a crash may have cut off: repeated when the aggregate has recovered.</summary>
    public static ValueList<IEffect> Resume(LuState state) => state switch
    {
        { Status: LuStatus.Creating, Identity: { } identity } => [LuLifecycle.Admission(identity)],
        { Status: LuStatus.Deleting } => LuLifecycle.ContinueDeletion(state),
        { PendingCount: > 0, Identity: { } identity } => [LuChunks.Fetch(identity, state.LastRequest, state.PendingCount)],
        _ => [],
    };

    internal static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<ILuEvent>(code, reason);

    private static bool IsGone(LuState state) => state.Identity is null || state.Status == LuStatus.Deleted;
}
