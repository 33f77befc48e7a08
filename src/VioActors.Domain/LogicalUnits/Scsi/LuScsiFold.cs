using VioActors.Domain.Common;
using VioActors.Domain.Pool;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>What events do to the SCSI part of a unit. Total and pure; thread-safe.</summary>
internal static class LuScsiFold
{
    public static LuScsi Apply(LuScsi scsi, ParametersChanged e) => Remember(Note(scsi, e.Notice), e.Request) with
    {
        State = scsi.State with
        {
            Version = e.Notice.Version,
            ParametersVersion = e.Notice.Version,
            Reservations = e.Reservations,
            Modes = e.Modes,
            Condition = e.Condition ?? scsi.State.Condition,
        },
    };

    public static LuScsi Apply(LuScsi scsi, RangeLocked e) =>
        Remember(scsi, new LuRequest(e.Lock.Vios, e.Lock.Request, e.Version)) with
        {
            State = scsi.State with { Version = e.Version, Locks = [.. scsi.State.Locks, e.Lock] },
        };

    public static LuScsi Apply(LuScsi scsi, RangeUnlocked e)
    {
        var known = scsi.Find(e.Vios, e.Request) is null ? Remember(scsi, new LuRequest(e.Vios, e.Request, e.Version)) : scsi;
        var left = scsi.State.Locks.Where(held => held.Vios != e.Vios || held.Request != e.Request).ToValueList();
        return known with { State = scsi.State with { Version = e.Version, Locks = left } };
    }

    public static LuScsi Apply(LuScsi scsi, ChunksWithdrawn e) => Remember(Note(scsi, e.Notice), e.Request) with
    {
        State = scsi.State with { Version = e.Notice.Version },
        Withdrawals = [.. scsi.Withdrawals, e.Withdrawal],
    };

    public static LuScsi Apply(LuScsi scsi, WithdrawalConcluded e) => scsi with
    {
        Withdrawals = scsi.Withdrawals.Where(open => open.Version > e.Version).ToValueList(),
        Returning =
        [
            .. scsi.Returning,
            .. scsi.Withdrawals.Where(done => done.Version <= e.Version).SelectMany(done => done.Runs)
                .Select(run => new ChunkRun(run.Pv, run.First, run.Count)),
        ],
    };

    public static LuScsi Apply(LuScsi scsi, ChunksGivenBack e) => scsi with
    {
        Returning = scsi.Returning.Where(run => !e.Runs.Contains(run)).ToValueList(),
    };

    /// <summary>Keeps a notice for the VIOSes that have not seen it.</summary>
    public static LuScsi Note(LuScsi scsi, LuNotice notice)
    {
        var tells = notice.Attentions.Count > 0 || notice.Aborted.Count > 0 || notice.Resets || notice.Withdrawn.Count > 0;
        return tells ? scsi with { Notices = Latest(scsi.Notices, notice, LuScsi.NoticeCountMax) } : scsi;
    }

    /// <summary>The same, and the request that it comes from.</summary>
    public static LuScsi Note(LuScsi scsi, LuNotice notice, LuRequest? request) => Remember(Note(scsi, notice), request);

    private static LuScsi Remember(LuScsi scsi, LuRequest? request) =>
        request is null ? scsi : scsi with { Requests = Latest(scsi.Requests, request, LuScsi.RequestCountMax) };

    private static ValueList<T> Latest<T>(ValueList<T> items, T added, int countMax) =>
        [.. items.AsSpan()[Math.Max(0, items.Count + 1 - countMax)..], added];
}
