using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>What events do to the snapshots of a unit and to what it shares with them. Total and pure; thread-safe.</summary>
internal static class LuPastFold
{
    public static LuState Apply(LuState state, CopiesBegun e)
    {
        var (map, shared, reserve) = (state.Map, state.Past.Shared, state.Reserve);
        foreach (var copy in e.Copies)
        {
            reserve = reserve.Remove(new ChunkRun(copy.To.Pv, copy.To.Chunk, 1));
            if (copy.MovesPast)
            {
                continue;
            }

            (map, shared) = (map.Cut(copy.Logical, 1).Left, shared.Cut(copy.Logical, 1).Left);
        }

        return state with
        {
            Map = map,
            Reserve = reserve,
            Past = state.Past with { Shared = shared, Copying = state.Past.Copying.Add(new LuCopying(e.Version, e.Copies, false, e.By)) },
            Scsi = LuScsiFold.Note(state.Scsi, e.Notice, RequestOf(e)) with { State = state.Scsi.State with { Version = e.Version } },
        };
    }

    public static LuState Apply(LuState state, CopiesOutOfUse e)
    {
        var open = state.Past.Copying.Find(copying => copying.Version == e.Version)!;
        return state with { Past = state.Past with { Copying = state.Past.Copying.Replace(open, open with { IsOutOfUse = true }) } };
    }

    public static LuState Apply(LuState state, CopiesEnded e)
    {
        var open = state.Past.Copying.Find(copying => copying.Version == e.Version)!;
        var (map, past, freed) = (state.Map, state.Past with { Copying = state.Past.Copying.Remove(open) }, new List<ChunkRun>());
        foreach (var copy in open.Copies)
        {
            var (from, to) = (new ChunkRun(copy.From.Pv, copy.From.Chunk, 1), new ChunkRun(copy.To.Pv, copy.To.Chunk, 1));
            var back = new MapRun(copy.Logical, from.Pv, from.First, 1);
            switch (copy)
            {
                case { MovesPast: true } when e.Done:
                    past = Move(past, copy);
                    freed.Add(from);
                    break;
                case { MovesPast: true }:
                    freed.Add(to);
                    break;
                case var _ when e.Done:
                    map = map.Add(new MapRun(copy.Logical, to.Pv, to.First, 1));
                    freed.AddRange(past.FreesFormer(copy) ? [from] : []);
                    break;
                case var _ when past.FreesFormer(copy) && !past.Joint.Contains(from):
                    map = map.Add(back);
                    freed.Add(to);
                    break;
                default:
                    past = past with { Shared = past.Shared.Add(back) };
                    freed.Add(to);
                    break;
            }
        }

        return GiveBack(state, freed) with { Map = map, Past = past };
    }

    public static LuState Apply(LuState state, SnapshotLent e) => state with
    {
        Past = state.Past with
        {
            Joint = state.Past.Joint.Join(state.Past.Find(e.Loan.Snapshot)!.Map.Runs.Select(LuPast.PlaceOf)),
            Loans = state.Past.Loans.Add(e.Loan),
        },
    };

    public static LuState Apply(LuState state, CloneMapRead e) => state with
    {
        Past = state.Past with
        {
            Shared = e.Runs.Aggregate(state.Past.Shared, (map, run) => map.Add(run)),
            Joint = state.Past.Joint.Join(e.Runs.Select(LuPast.PlaceOf)),
        },
        Origin = state.Origin! with { NextLogical = e.NextLogical },
    };

    public static LuState Apply(LuState state, PauseBegun e) => state with
    {
        Past = state.Past with { Pause = e.Pause },
        Scsi = LuScsiFold.Note(state.Scsi, e.Notice) with { State = state.Scsi.State with { Version = e.Pause.Version } },
    };

    public static LuState Apply(LuState state, PauseStill e) => state with
    {
        Past = state.Past with { Pause = state.Past.Pause! with { IsStill = true, EndsAtUtc = e.EndsAtUtc } },
    };

    public static LuState Apply(LuState state, SnapshotTaken e)
    {
        // The smaller one into the larger: the first snapshot costs nothing, later ones what was written since.
        var (small, large) = state.Map.Runs.Count < state.Past.Shared.Runs.Count
            ? (state.Map, state.Past.Shared)
            : (state.Past.Shared, state.Map);
        var shared = small.Runs.Aggregate(large, (map, run) => map.Add(run));

        // What is being copied, or written anew, counts as it was: the new places come into the unit's own map afterwards, or never.
        var copied = state.Past.Copying.SelectMany(open => open.Copies).Where(copy => !copy.MovesPast);
        var whole = copied.Aggregate(shared, (map, copy) => map.Add(new MapRun(copy.Logical, copy.From.Pv, copy.From.Chunk, 1)));
        return state with
        {
            Map = ChunkMap.Empty,
            Past = state.Past with
            {
                Shared = shared,
                Taken = state.Past.Taken.Add(new LuMoment(e.Snapshot, e.AtUtc, state.Identity!.Size, whole, state.Past.Pause?.Group)),
                Pause = null,
            },
        };
    }

    public static LuState Apply(LuState state, SnapshotDeleted e) => GiveBack(state, e.Freed) with
    {
        Map = e.Owned.Aggregate(state.Map, (map, run) => map.Add(run)),
        Past = state.Past with
        {
            Shared = e.Owned.Aggregate(state.Past.Shared, (map, run) => map.Cut(run.Logical, run.Count).Left),
            Taken = state.Past.Taken.RemoveAll(taken => taken.Name == e.Snapshot),
        },
    };

    public static LuState Apply(LuState state, RolledBack e) => GiveBack(state, e.Freed) with
    {
        Map = ChunkMap.Empty,
        Past = state.Past with { Shared = state.Past.Find(e.Snapshot)!.Map, Pause = null },
    };

    public static LuState Apply(LuState state, SharedChunksLeft e) => state with
    {
        Past = state.Past with
        {
            Shared = e.Runs.Aggregate(state.Past.Shared, (map, run) => map.Cut(run.First, run.Count).Left),
        },
    };

    public static LuState Apply(LuState state, ReserveGivenUp e) =>
        GiveBack(state, e.Runs) with { Reserve = state.Reserve.RemoveAll(e.Runs) };

    public static LuState Apply(LuState state, StrayChunksFound e) => GiveBack(state, e.Runs);

    private static LuRequest? RequestOf(CopiesBegun e) => e.By is { } by ? new LuRequest(by.Vios, by.Request, e.Version) : null;

    private static LuPast Move(LuPast past, ChunkCopy copy)
    {
        return past with
        {
            Shared = In(past.Shared),
            Taken = [.. past.Taken.Select(taken => In(taken.Map) is var map && map == taken.Map ? taken : taken with { Map = map })],
        };

        ChunkMap In(ChunkMap map) => map.Find(copy.Logical) == copy.From
            ? map.Cut(copy.Logical, 1).Left.Add(new MapRun(copy.Logical, copy.To.Pv, copy.To.Chunk, 1))
            : map;
    }

    private static LuState GiveBack(LuState state, IEnumerable<ChunkRun> runs) =>
        state with { Scsi = state.Scsi with { Returning = [.. state.Scsi.Returning, .. runs] } };
}
