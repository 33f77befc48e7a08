using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits;

/// <summary>
/// The part of <see cref="LuDecisions"/> about first writes. A place is answered only after it is stored in the map; places come from a
/// reserve that is filled ahead of need, in extents that grow with the unit. Pure; thread-safe.
/// </summary>
internal static class LuChunks
{
    /// <summary>Most chunks in one request of a VIOS.</summary>
    public const int RequestCountMax = 4096;

    /// <summary>Smallest extent: 8 MiB of 1 MiB chunks, so that a small unit does not hold much that it never uses.</summary>
    public const long ExtentCountMin = 8;

    /// <summary>Largest extent: the pool is asked once a GiB of new data, and a unit never hoards more than this.</summary>
    public const long ExtentCountMax = 1024;

    private const string ExtentKey = "extent";

    public static Outcome Allocate(LuState state, AllocateChunks allocate)
    {
        if (LuGrants.FindStale(state, allocate.Vios, allocate.Epoch) is { } stale)
        {
            return stale;
        }

        if (allocate.Chunks.Count is < 1 or > RequestCountMax || allocate.Chunks.Any(chunk => chunk < 0 || chunk >= state.ChunkCount))
        {
            return LuDecisions.Refuse(
                RejectionCode.Invalid,
                $"Cannot allocate chunks of '{state.Identity!.Name}': ask for 1 to {RequestCountMax} of its chunks 0 to "
                    + $"{state.ChunkCount - 1}.");
        }

        if (LuWithdrawals.FindBusy(state, [.. allocate.Chunks.Select(chunk => new LogicalRun(chunk, 1))]) is { } busy)
        {
            return busy;
        }

        var lacking = allocate.Chunks.Distinct().Where(chunk => state.Map.Find(chunk) is null).Order().ToList();
        if (lacking.Count == 0)
        {
            return Decision.Answer<ILuEvent>(Answer(state, allocate));
        }

        if (LuLosses.FindLost(state, lacking) is { } lost)
        {
            return lost;
        }

        if (lacking.Count > state.Reserve.Count)
        {
            var count = lacking.Count - state.Reserve.Count;
            return Prefetch(state, count, Decision.Wait<ILuEvent>(KeyOf(state, count)));
        }

        var shared = state.Past.Shared.Count == 0 ? [] : lacking.Where(chunk => state.Past.Shared.Find(chunk) is not null).ToList();
        if (shared.Count > 0)
        {
            return LuCopies.BeginShared(state, shared);
        }

        var mapped = new ChunksMapped(Place(state, lacking));
        var after = state.Apply(mapped);
        return Prefetch(after, 0, Decision.Accept<ILuEvent>(Answer(after, allocate), mapped));
    }

    public static Outcome Find(LuState state, FindChunk find) =>
        LuGrants.FindStale(state, find.Vios, find.Epoch)
        ?? (find.Chunk < 0 || find.Chunk >= state.ChunkCount
            ? LuDecisions.Refuse(RejectionCode.Invalid, $"'{state.Identity!.Name}' has no chunk {find.Chunk}; the last is "
                + $"{state.ChunkCount - 1}.")
            : LuWithdrawals.FindBusy(state, [new LogicalRun(find.Chunk, 1)])
                ?? Decision.Answer<ILuEvent>(state.Map.Find(find.Chunk) is null && state.Past.Shared.Find(find.Chunk) is { } shared
                    ? new SharedChunkFound(find.Lu, find.Chunk, shared)
                    : new ChunkFound(find.Lu, find.Chunk, state.Map.Find(find.Chunk))));

    /// <summary>Volumes of its chunks: its own, those that it shares with snapshots, and those that are to get other places.</summary>
    public static Outcome FindVolumes(LuState state, GetLuVolumes get) => Decision.Answer<ILuEvent>(new LuVolumesFound(
        get.Lu, state.Map.Runs.Concat(state.Past.Shared.Runs)
            .Concat(state.Past.Reference is { } one ? one.Own.Concat(one.Shared).Concat(one.Lent) : [])
            .Select(run => run.Pv)
            .Concat(state.Past.Copying.SelectMany(open => open.Copies).Where(copy => !copy.MovesPast).Select(copy => copy.From.Pv))
            .Distinct().Order().ToValueList()));

    public static Outcome Accept(LuState state, AcceptExtent accept)
    {
        if (state.PendingCount == 0 || accept.RequestNumber != state.LastRequest)
        {
            return Decision.NoOp<ILuEvent>($"Request {accept.RequestNumber} is not open.");
        }

        if (state.PendingUpkeep is not null)
        {
            return LuUpkeeping.Accept(state, accept);
        }

        ILuEvent stored = accept.Refusal is null
            ? new ReserveAdded(accept.RequestNumber, accept.Runs)
            : new ExtentRefused(accept.RequestNumber);
        var after = state.Apply(stored);
        var useless = LuLosses.FindUseless(after).ToList();
        after = useless.Aggregate(after, (current, @event) => current.Apply(@event));
        var decision = LuWithdrawals.GiveBack(after, Decision.Accept<ILuEvent>(Ok.Instance, [stored, .. useless]));
        return accept.Refusal is { } refusal
            ? LuPromises.Resolving(state, refusal, decision.Resolving(KeyOf(state, state.PendingCount), refusal))
            : decision;
    }

    /// <summary>Asks the pool for what is pending.</summary>
    public static FetchExtent Fetch(LuState state) => new(
        state.Identity!.Pool, state.Identity.Lu, state.LastRequest, state.PendingCount,
        FromReserve: state.PendingUpkeep is not null,
        OnlyAll: state.PendingUpkeep is null && state.Identity.Thick);

    /// <summary>
    /// The decision with a request for chunks, if one is due. One is open at a time, and none while chunks go back. In advance, chunks are
    /// asked for when half an extent is left, and not after a refusal.
    /// </summary>
    /// <param name="needed">Chunks that are waited for; 0 for none.</param>
    public static Outcome Prefetch(LuState state, long needed, Outcome decision)
    {
        if (state.Identity!.Thick)
        {
            return LuPromises.Ask(state, needed, decision);
        }

        var extent = Math.Clamp(state.Map.Count / 8, ExtentCountMin, ExtentCountMax);
        var wanted = Math.Min(Math.Max(needed, extent), Math.Max(needed, state.ChunkCount - state.Map.Count - state.Reserve.Count));
        var ahead = !state.SpaceShort && state.Reserve.Count <= extent / 2;
        if (state.PendingCount > 0 || state.Due.Count > 0 || wanted <= 0 || (needed == 0 && !ahead))
        {
            return decision;
        }

        var requested = new ExtentRequested(state.LastRequest + 1, wanted);
        return decision.Storing(requested).With(Fetch(state.Apply(requested)));
    }

    // A thick unit asks for what was promised first, and then for what is needed: the refusal of the one is not that of the other.
    private static string KeyOf(LuState state, long count) => state.Identity!.Thick ? $"{ExtentKey}:{count}" : ExtentKey;

    // Takes places from the reserve in order, so that consecutive first writes lie one behind the other.
    private static ValueList<MapRun> Place(LuState state, List<long> chunks)
    {
        var places = state.Reserve.Peek(chunks.Count)
            .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => new ChunkPlace(run.Pv, run.First + offset)));
        return ChunkMap.Join(chunks.Zip(places, (chunk, place) => new MapRun(chunk, place.Pv, place.Chunk, 1)));
    }

    private static ChunksAllocated Answer(LuState state, AllocateChunks allocate) => new(
        allocate.Lu,
        ChunkMap.Join(allocate.Chunks.Distinct().Select(chunk => state.Map.Find(chunk) is { } place
            ? new MapRun(chunk, place.Pv, place.Chunk, 1)
            : throw new InvalidOperationException($"Chunk {chunk} of {state.Identity!.Name} is not mapped."))));
}
