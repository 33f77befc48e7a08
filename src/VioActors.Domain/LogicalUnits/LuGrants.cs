using VioActors.Domain.Common;
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

        var epoch = state.LastEpoch + 1;
        return Decision.Accept<ILuEvent>(
            Answer(state, epoch),
            new GrantAcquired(new GrantHolder(acquire.Vios, acquire.Incarnation, epoch, nowUtc)));
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
            ? Finish(state, release.Vios, "released")
            : Decision.NoOp<ILuEvent>($"VIOS {release.Vios} holds no grant with epoch {release.Epoch}.");

    public static Outcome End(LuState state, EndGrant end) =>
        state.Holders.ContainsKey(end.Vios) || state.Uses.Exists(use => use.Vios == end.Vios)
            ? Finish(state, end.Vios, end.Reason)
            : Decision.NoOp<ILuEvent>($"VIOS {end.Vios} holds no grant.");

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

    private static Outcome Finish(LuState state, VioUuid vios, string reason)
    {
        ILuEvent[] events =
        [
            .. state.Uses.Where(use => use.Vios == vios).Select(use => new UseEnded(use.Client, use.Adapter, use.Vios)),
            new GrantEnded(vios, reason),
        ];
        return LuLifecycle.Ending(state, events);
    }
}
