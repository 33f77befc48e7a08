using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>The part of <see cref="LuDecisions"/> about which VIOSes may serve the unit (STO-6). Pure; thread-safe.</summary>
internal static class LuGrants
{
    /// <summary>VIOSes that may hold a grant of one unit at a time.</summary>
    public const int HolderCountMax = 4096;

    /// <summary>Runs of the map in one message: about 64 KiB, half of the transport's default frame.</summary>
    public const int PageRunCountMax = 4096;

    public static Outcome Acquire(LuState state, AcquireGrant acquire, DateTimeOffset nowUtc)
    {
        var identity = state.Identity!;
        if (state.Holders.TryGetValue(acquire.Vios, out var holder))
        {
            if (acquire.Incarnation < holder.Incarnation)
            {
                return LuDecisions.Refuse(
                    RejectionCode.StaleIncarnation,
                    $"Cannot grant '{identity.Name}' to VIOS {acquire.Vios}: incarnation {acquire.Incarnation} is older than "
                        + $"{holder.Incarnation}.");
            }

            if (acquire.Incarnation == holder.Incarnation)
            {
                return Decision.Answer<ILuEvent>(Answer(state, holder.Epoch));
            }
        }
        else if (state.Holders.Count >= HolderCountMax)
        {
            return LuDecisions.Refuse(RejectionCode.Busy, $"Cannot grant '{identity.Name}': {HolderCountMax} VIOSes hold it, which is the "
                + "limit.");
        }

        // A later life of the VIOS: what the former one held ended with it.
        var epoch = state.LastEpoch + 1;
        var lost = holder is null ? [] : LuParameters.EventsOfLoss(state, acquire.Vios).ToList();
        var closed = holder is null ? [] : EventsOfClose(state, acquire.Vios).Concat(LuRewrites.EventsOfLoss(state, acquire.Vios));
        ILuEvent[] events = [.. lost, .. closed, new GrantAcquired(new GrantHolder(acquire.Vios, acquire.Incarnation, epoch, nowUtc))];
        var after = events.Aggregate(state, (current, @event) => current.Apply(@event));
        var granted = LuWithdrawals.GiveBack(after, Decision.Accept<ILuEvent>(Answer(after, epoch), events));
        return lost.Count == 0 ? granted : granted.With(new PushScsi(state.Scsi.State.Version + 1));
    }

    public static Outcome Read(LuState state, GetMap get)
    {
        if (FindStale(state, get.Vios, get.Epoch) is { } stale)
        {
            return stale;
        }

        var (map, next) = state.Map.ReadPage(get.FromLogical, PageRunCountMax);
        return Decision.Answer<ILuEvent>(new MapPage(get.Lu, map, next));
    }

    public static Outcome Release(LuState state, ReleaseGrant release) =>
        state.Holders.TryGetValue(release.Vios, out var holder) && holder.Epoch == release.Epoch
            ? LuLifecycle.Ending(state, [.. EventsOfRelease(state, release.Vios, "released")]).With(new NoteHolderGone(release.Vios))
            : Decision.NoOp<ILuEvent>($"VIOS {release.Vios} holds no grant with epoch {release.Epoch}.");

    public static Outcome End(LuState state, EndGrant end)
    {
        ILuEvent[] events = [.. EventsOfEnd(state, end.Vios, end.Reason)];
        if (events.Length == 0)
        {
            return Decision.NoOp<ILuEvent>($"VIOS {end.Vios} holds no grant.");
        }

        // What waits for that VIOS is decided again when the version is known to be in force among those who are left.
        var version = events.Aggregate(state, (current, @event) => current.Apply(@event)).Scsi.State.Version;
        var decision = LuLifecycle.Ending(state, events).With(new NoteHolderGone(end.Vios), new PushScsi(version));
        return state.Holders.TryGetValue(end.Vios, out var holder)
            ? decision.With(new TellWithdrawn(new GrantWithdrawn(end.Lu, end.Vios, holder.Epoch)))
            : decision;
    }

    /// <summary>A VIOS is gone for good: its grant, its uses, its locks, and what was reserved through it.</summary>
    public static IEnumerable<ILuEvent> EventsOfEnd(LuState state, VioUuid vios, string reason) =>
        [.. EventsOfClose(state, vios), .. EventsOfRelease(state, vios, reason), .. LuParameters.EventsOfLoss(state, vios)];

    /// <summary>Null when the VIOS may act under this epoch.</summary>
    public static Outcome? FindStale(LuState state, VioUuid vios, long epoch) =>
        state.Holders.TryGetValue(vios, out var holder) && holder.Epoch == epoch
            ? null
            : LuDecisions.Refuse(
                RejectionCode.StaleGrant,
                $"VIOS {vios} has no grant of '{state.Identity!.Name}' with epoch {epoch}; acquire a new one.");

    private static LuGranted Answer(LuState state, long epoch)
    {
        var (map, next) = state.Map.ReadPage(0, PageRunCountMax);
        return new LuGranted(state.Identity!, epoch, map, next);
    }

    private static IEnumerable<ILuEvent> EventsOfClose(LuState state, VioUuid vios) =>
        state.Uses.Where(use => use.Vios == vios).Select(use => new UseEnded(use.Client, use.Adapter, use.Vios));

    // A VIOS also lets go while its clients have the unit open, e.g. for a snapshot: they keep it open.
    private static IEnumerable<ILuEvent> EventsOfRelease(LuState state, VioUuid vios, string reason)
    {
        if (state.Holders.ContainsKey(vios))
        {
            yield return new GrantEnded(vios, reason);
        }

        foreach (var ended in LuRewrites.EventsOfLoss(state, vios))
        {
            yield return ended;
        }
    }
}
