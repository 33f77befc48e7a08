using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about writes that are seen as a whole or not at all (SBC-4 clause 4.29): the chunks are out of use
/// at every VIOS, the one that writes makes them anew at other places, and one stored event puts those in the map. Whatever ends before
/// that event leaves the former ones. Pure; thread-safe.
/// </summary>
internal static class LuRewrites
{
    /// <summary>Chunks in one step: what is no longer than a chunk lies in two at most.</summary>
    public const int CountMax = 2;

    /// <summary>Under way at once: far fewer than the notices that a VIOS may miss (<see cref="LuScsi.NoticeCountMax"/>).</summary>
    public const int OpenMax = 16;

    /// <param name="brought">As in <see cref="LuPromises.CountSpare"/>.</param>
    public static Outcome Begin(LuState state, BeginRewrite begin, long brought = 0)
    {
        if (LuGrants.FindStale(state, begin.Vios, begin.Epoch) is { } stale)
        {
            return stale;
        }

        var name = state.Identity!.Name;
        if (FindOpen(state, begin.Vios, begin.Request) is { } open)
        {
            return open.IsOutOfUse
                ? Decision.Answer<ILuEvent>(new RewriteBegun(begin.Lu, open.Copies))
                : LuCopies.AwaitOutOfUse(open);
        }

        if (state.Scsi.Find(begin.Vios, begin.Request) is not null)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus, $"Request {begin.Request} to write chunks of '{name}' has ended; ask with a new number.");
        }

        if (begin.Chunks.Count is < 1 or > CountMax || begin.Chunks.Any(chunk => chunk < 0 || chunk >= state.ChunkCount)
            || begin.Chunks.Distinct().Count() != begin.Chunks.Count)
        {
            return LuDecisions.Refuse(
                RejectionCode.Invalid,
                $"Cannot write chunks of '{name}' in one step: name 1 to {CountMax} of its chunks 0 to {state.ChunkCount - 1}.");
        }

        if (LuWithdrawals.FindBusy(state, [.. begin.Chunks.Select(chunk => new LogicalRun(chunk, 1))]) is { } busy)
        {
            return busy;
        }

        if (state.Past.Copying.Count(open => open.By is not null) >= OpenMax)
        {
            return Decision.Wait<ILuEvent>(LuCopies.BusyKey);
        }

        if (begin.Chunks.Any(chunk => state.Map.Find(chunk) is null))
        {
            return LuDecisions.Refuse(
                RejectionCode.Busy,
                $"Cannot write chunks of '{name}' in one step: one of them is not its own (any more); allocate it first.");
        }

        var by = new LuRewriter(begin.Vios, begin.Epoch, begin.Request);
        var spare = LuPromises.CountSpare(state, brought);
        return begin.Chunks.Count > spare
            ? LuUpkeeping.Demand(state, begin.Chunks.Count - spare, new LuUpkeep(0, begin.Chunks, by))
            : LuCopies.BeginRewrite(state, begin.Chunks, by);
    }

    public static Outcome End(LuState state, EndRewrite end)
    {
        if (FindOpen(state, end.Vios, end.Request) is not { } open)
        {
            // One that comes later is refused: nobody would end it.
            return state.Scsi.Find(end.Vios, end.Request) is not null
                ? Decision.NoOp<ILuEvent>("It has ended already.")
                : Decision.Accept<ILuEvent>(
                    new NoOp("It had not begun, and will not."),
                    new RangeUnlocked(end.Vios, end.Request, state.Scsi.State.Version));
        }

        if (end.Done && !open.IsOutOfUse)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot put new places of chunks of '{state.Identity!.Name}' in the map: the former ones may be in use.");
        }

        var ended = new CopiesEnded(open.Version, end.Done);
        return LuWithdrawals.GiveBack(state.Apply(ended), Decision.Accept<ILuEvent>(Ok.Instance, ended));
    }

    /// <summary>A grant of that VIOS ends: what it had not ended leaves the former places.</summary>
    public static IEnumerable<ILuEvent> EventsOfLoss(LuState state, VioUuid vios) => state.Past.Copying
        .Where(open => open.By?.Vios == vios)
        .Select(ILuEvent (open) => new CopiesEnded(open.Version, false))
        .Concat(LuReferences.EventsOfLoss(state, vios));

    private static LuCopying? FindOpen(LuState state, VioUuid vios, long request) =>
        state.Past.Copying.Find(open => open.By is { } by && by.Vios == vios && by.Request == request);
}
