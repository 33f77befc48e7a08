using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>What events do to chunks that units share by reference. Total and pure; thread-safe.</summary>
internal static class LuReferenceFold
{
    public static LuState Apply(LuState state, ReferenceBegun e)
    {
        var (open, by) = (e.Reference, e.Reference.By);
        return state with
        {
            Map = state.Map.Cut(open.First, open.From.Count).Left,
            Past = state.Past with { Shared = state.Past.Shared.Cut(open.First, open.From.Count).Left, Reference = open },
            Scsi = LuScsiFold.Note(state.Scsi, e.Notice, new LuRequest(by.Vios, by.Request, open.Number)) with
            {
                State = state.Scsi.State with { Version = open.Number },
            },
        };
    }

    public static LuState Apply(LuState state, ReferenceOutOfUse e) => Change(state, open => open with { IsOutOfUse = true });

    public static LuState Apply(LuState state, ReferenceLent e) => Change(state, open => open with { IsLent = true, Lent = e.Map });

    public static LuState Apply(LuState state, ReferenceEnded e)
    {
        var (past, open) = (state.Past, state.Past.Reference!);
        var isOpenStill = !e.Done && !open.IsLent;
        var shared = (e.Done ? open.Lent : open.Shared).Aggregate(past.Shared, (map, run) => map.Add(run));
        return state with
        {
            Map = e.Done ? state.Map : open.Own.Aggregate(state.Map, (map, run) => map.Add(run)),
            Past = past with
            {
                Shared = shared,
                Joint = e.Done ? past.Joint.Join(open.Lent.Select(LuPast.PlaceOf)) : past.Joint,
                Reference = isOpenStill ? open with { Own = [], Shared = [], IsGivenUp = true } : null,
            },
            Scsi = state.Scsi with { Returning = [.. state.Scsi.Returning, .. e.Freed] },
        };
    }

    public static LuState Apply(LuState state, ChunkLoanBegun e)
    {
        var (map, shared) = (state.Map, state.Past.Shared);
        foreach (var run in e.Loan.Map)
        {
            (map, var cut) = map.Cut(run.Logical, run.Count);
            shared = cut.Aggregate(shared, (sum, own) => sum.Add(own));
        }

        var lent = state.Past.Lent.RemoveAll(loan => loan.To == e.Loan.To).Add(e.Loan);
        var oldest = lent.Count > LuChunkLoans.KeptMax ? lent.Find(loan => loan.IsCounted) : null;
        return state with
        {
            Map = map,
            Past = state.Past with
            {
                Shared = shared,
                Joint = state.Past.Joint.Join(e.Loan.Map.Select(LuPast.PlaceOf)),
                Lent = oldest is null ? lent : lent.Remove(oldest),
            },
            Scsi = LuScsiFold.Note(state.Scsi, e.Notice) with { State = state.Scsi.State with { Version = e.Loan.Version } },
        };
    }

    public static LuState Apply(LuState state, ChunkLoanEnded e)
    {
        var (lent, ended) = (state.Past.Lent, state.Past.Lent.Find(loan => loan.To == e.To && loan.Number == e.Number)!);
        return state with
        {
            Past = state.Past with { Lent = e.Counted ? lent.Replace(ended, ended with { IsCounted = true }) : lent.Remove(ended) },
        };
    }

    private static LuState Change(LuState state, Func<LuReference, LuReference> change) =>
        state with { Past = state.Past with { Reference = change(state.Past.Reference!) } };
}
