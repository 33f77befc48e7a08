using VioActors.Actors.Memory;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// Moves one partition from the operating system that it runs on to another one that is prepared, while its applications stand still
/// (OSI-3). Whatever fails, it goes on on the one that it had (OSI-6). Made for one move.
/// <code>
///   suspend → [full: page the old out, the new in] → switch → point the applications at the new → record → continue
///       any of them fails → switch back → point back → continue
/// </code>
/// The record comes before the applications go on, so that nobody has run on what is not recorded; when it fails the partition is moved
/// back.
/// </summary>
internal sealed class OsSwitchover(OsPorts ports, CecId cec, RunningOs running)
{
    /// <param name="next">Prepared.</param>
    /// <param name="full">Everything is read before it goes on.</param>
    /// <param name="keepsFormer">It can go back to the one that it leaves.</param>
    public async Task<OsReplacement> RunAsync(OsVersion next, bool full, bool keepsFormer)
    {
        var (before, begun, isSwitched) = (running.Version, ports.Time.GetTimestamp(), false);
        running.IsSuspended = true;
        string problem;
        try
        {
            await SuspendAsync().ConfigureAwait(false);
            if (full)
                await ExchangeAsync(before.Segment, next.Segment).ConfigureAwait(false);
            isSwitched = true;
            running.Memory.Pool.Switch(running.Memory, next.Segment);
            await OsPreparation.PointAsync(ports, running.Memory, running.Applications, next.Opened.Image).ConfigureAwait(false);
            await ports.NoteAsync(UseOf(next, keepsFormer ? before.Name : "")).ConfigureAwait(false);
            running.Version = next;
            problem = "";
        }
        catch (Exception fault)
        {
            // Whatever it is: a partition that nobody lets go on stands still for ever.
            problem = fault.Message;
            if (isSwitched)
                await ReturnAsync(before).ConfigureAwait(false);
        }

        var suspended = ports.Time.GetElapsedTime(begun);
        if (await ContinueAsync().ConfigureAwait(false) is { } stuck)
            problem = problem.Length == 0 ? stuck : $"{problem}; {stuck}";
        running.IsSuspended = false;
        if (problem.Length > 0 && !ReferenceEquals(running.Version, next))
            return new OsReplacement(running.Client, false, problem, (long)suspended.TotalMicroseconds);
        Leave(before, keepsFormer);
        return new OsReplacement(running.Client, true, problem, (long)suspended.TotalMicroseconds);
    }

    /// <summary>What is recorded of the partition when it runs on that version.</summary>
    public OsUse UseOf(OsVersion version, string former) =>
        new(cec, running.Client, version.Name, former, version.Shared, version.Changes, running.Programs);

    private Task SuspendAsync() => ports.AskAsync<PartitionSuspended>(running.Lpar, SuspendPartition.Instance, "standing still");

    private async Task ExchangeAsync(MemorySegment old, MemorySegment next)
    {
        await ports.AskAsync<Ok>(ports.Memory, new PageOutSegment(old), "paging out the old operating system").ConfigureAwait(false);
        for (var page = 0; page < next.PageCount; page += PagingLimits.PagesMax)
        {
            await ports.WantAsync(next, page, Math.Min(PagingLimits.PagesMax, next.PageCount - page), forWriting: false)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Goes on trying: the partition stands still until its pointers are right again.</summary>
    private async Task ReturnAsync(OsVersion before)
    {
        running.Memory.Pool.Switch(running.Memory, before.Segment);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100), ports.Time);
        do
        {
            try
            {
                await OsPreparation.PointAsync(ports, running.Memory, running.Applications, before.Opened.Image).ConfigureAwait(false);
                break;
            }
            catch (Exception)
            {
                // The page that holds them is not to be had now; it is asked for again.
            }
        }
        while (await pause.WaitForNextTickAsync().ConfigureAwait(false));

        try
        {
            // The answer to the record may have been lost.
            await ports.NoteAsync(UseOf(before, running.Former?.Name ?? "")).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nobody runs on what the record says; it is written again with the next change.
        }
    }

    private async Task<string?> ContinueAsync()
    {
        try
        {
            await ports.AskAsync<PartitionContinued>(running.Lpar, ContinuePartition.Instance, "going on").ConfigureAwait(false);
            return null;
        }
        catch (Exception fault)
        {
            return fault.Message;
        }
    }

    private void Leave(OsVersion before, bool keepsFormer)
    {
        var pool = running.Memory.Pool;
        if (running.Former is { } older && !ReferenceEquals(older, running.Version))
            pool.Discard(older.Segment);
        running.Former = keepsFormer ? before : null;
        if (!keepsFormer)
            pool.Discard(before.Segment);
    }
}
