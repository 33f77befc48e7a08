using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>Pages that come and go.</summary>
internal sealed partial class SharedMemoryActor
{
    /// <summary>Frames that are made free at one time.</summary>
    private const int EvictedAtOnce = 64;

    private static readonly TimeSpan TryAgainInterval = TimeSpan.FromMilliseconds(50);

    private void ReceivePages()
    {
        Receive<PageWanted>(Take);
        Receive<SegmentWanted>(wanted => Resolve(new PageRequest(
            wanted.Segment, wanted.First, wanted.First + wanted.Count, wanted.ForWriting, Sender, SegmentReady.Instance, null)));
        Receive<SlotRead>(End);
        Receive<ImageRead>(End);
        Receive<PagesLeft>(left =>
        {
            _kept.IsWriting = false;
            if (left.Problem.Length > 0)
            {
                _log.Warning("Pages of {0} stay in the pool: {1}", _name, left.Problem);
                Timers.StartSingleTimer(nameof(TryAgain), TryAgain.Instance, TryAgainInterval);
            }
            else
            {
                FeedStarving();
            }
        });
        Receive<TryAgain>(_ => FeedStarving());
        Receive<PageOutSegment>(page => PageOutAsync(page.Segment).PipeTo(
            Sender, failure: cause => new Rejected(RejectionCode.Busy, $"Pages could not be written: {cause.Message}")));
    }

    private void Take(PageWanted wanted)
    {
        if (_kept.Memory?.Find(wanted.Client) is not { } memory || memory.Locate(wanted.Page) is not var (segment, index))
        {
            Sender.Tell(new PageLost(wanted.Page, "the partition has no memory there"));
            return;
        }

        Resolve(new PageRequest(segment, index, index + 1, wanted.ForWriting, Sender, new PageReady(wanted.Page), wanted.Page));
    }

    /// <summary>Goes on until a page has to be waited for, or all are there.</summary>
    private void Resolve(PageRequest request)
    {
        for (; request.Index < request.End; request = request with { Index = request.Index + 1, ReadsAhead = true })
        {
            switch (_kept.Memory!.Plan(request.Segment, request.Index, request.ForWriting, request.ReadsAhead))
            {
                case FaultPlan.Ready:
                    continue;
                case FaultPlan.NeedsFrame:
                    _kept.Starving.Enqueue(request);
                    MakeRoom();
                    return;
                case FaultPlan.ReadSlot read:
                    Wait(request);
                    Begin(read);
                    return;
                case FaultPlan.ReadImage read:
                    Wait(request);
                    Begin(read);
                    return;
                default:
                    Wait(request);
                    return;
            }
        }

        request.Asker.Tell(request.Answer);
    }

    private void Wait(PageRequest request)
    {
        var key = (_kept.Memory!.ReadFor(request.Segment, request.Index), request.Index);
        if (!_kept.Reading.TryGetValue(key, out var waiting))
            _kept.Reading[key] = waiting = [];
        waiting.Add(request);
    }

    private void Begin(FaultPlan.ReadSlot read)
    {
        // Whoever waits is answered, and the page is not being read for ever.
        if (!_kept.Devices.TryGetValue(read.Segment.Owner.Id, out var device))
        {
            Self.Tell(new SlotRead(read, new PagingFailed(true, $"partition {read.Segment.Owner.Id} has no paging device any more")));
            return;
        }

        var request = new ReadPages(_name, device, read.Slot - 1, 1);
        _path.RunAsync(request, _stopping.Token).PipeTo(
            Self, success: outcome => new SlotRead(read, outcome.Reply), failure: cause => new SlotRead(read, Failed(cause)));
    }

    private void Begin(FaultPlan.ReadImage read)
    {
        if (!_kept.Images.TryGetValue(read.Layer, out var image))
        {
            Self.Tell(new ImageRead(read, new PagingFailed(true, $"image '{read.Layer.Name}' is not in the pool any more")));
            return;
        }

        var request = new ReadPages(_name, image.Lu, image.FirstPage + read.Page, read.Frames.Count);
        _path.RunAsync(request, _stopping.Token).PipeTo(
            Self, success: outcome => new ImageRead(read, outcome.Reply), failure: cause => new ImageRead(read, Failed(cause)));
    }

    private void End(SlotRead ended)
    {
        var bytes = ended.Reply is PagesRead pages ? pages.Bytes.Memory.Span : default;
        var good = _kept.Memory!.Install(ended.Read, bytes);
        Answer((ended.Read.Segment, ended.Read.Index), good ? null : Describe(ended.Reply, "a page is not what was written"));
    }

    private void End(ImageRead ended)
    {
        var bytes = ended.Reply is PagesRead pages ? pages.Bytes.Memory.Span : default;
        var good = _kept.Memory!.Install(ended.Read, bytes);
        object ground = ended.Read.PrivateTo is { } segment ? segment : ended.Read.Layer;
        for (var number = 0; number < ended.Read.Frames.Count; number++)
        {
            // Those behind a bad page are read by themselves.
            Answer(
                (ground, ended.Read.Page + number),
                number == good ? Describe(ended.Reply,
                    $"page {ended.Read.Page + number} of image '{ended.Read.Layer.Name}' is damaged") : null,
                readsAhead: number < good);
        }
    }

    private void Answer((object Ground, int Index) key, string? problem, bool readsAhead = true)
    {
        if (!_kept.Reading.Remove(key, out var waiting))
            return;
        foreach (var request in waiting)
        {
            if (problem is null)
            {
                GoOn(request with { ReadsAhead = readsAhead });
                continue;
            }

            _log.Error("Partition {0}: {1}.", request.Segment.Owner.Id, problem);
            request.Asker.Tell(request.Page is { } page
                ? new PageLost(page, problem)
                : new Rejected(RejectionCode.WrongStatus, $"A page cannot be had: {problem}."));
        }
    }

    private void MakeRoom()
    {
        if (_kept.IsWriting)
            return;
        var plan = _kept.Memory!.Evict(Math.Max(EvictedAtOnce, _kept.Starving.Count));
        if (plan.Leaving.Count > 0)
        {
            _kept.IsWriting = true;
            WriteAsync(plan.Leaving).PipeTo(Self, success: problem => new PagesLeft(problem), failure: cause =>
                new PagesLeft(cause.Message));
        }

        if (plan.Freed > 0)
            Self.Tell(TryAgain.Instance);
        else if (plan.Leaving.Count == 0)
            Timers.StartSingleTimer(nameof(TryAgain), TryAgain.Instance, TryAgainInterval);
    }

    private void FeedStarving()
    {
        for (var count = _kept.Starving.Count; count > 0; count--)
            GoOn(_kept.Starving.Dequeue());
    }

    /// <summary>Whoever waited for what makes this fail looks again, as after a restart; the others that waited have theirs.</summary>
    private void GoOn(PageRequest request)
    {
        try
        {
            Resolve(request);
        }
        catch (Exception cause)
        {
            _log.Error(cause, "What partition {0} waits for could not be looked for; it looks again.", request.Segment.Owner.Id);
            request.Asker.Tell(request.Answer);
        }
    }

    /// <summary>Gives the first problem, or nothing.</summary>
    private async Task<string> WriteAsync(IReadOnlyList<LeavingPage> leaving)
    {
        var problems = await Task.WhenAll(leaving.GroupBy(page => page.Segment.Owner.Id).Select(WriteToDeviceAsync)).ConfigureAwait(false);
        return Array.Find(problems, problem => problem.Length > 0) ?? "";
    }

    private async Task<string> WriteToDeviceAsync(IGrouping<PartitionId, LeavingPage> pages)
    {
        var problem = "";
        var device = _kept.Devices.GetValueOrDefault(pages.Key);
        foreach (var run in RunsOf(pages.OrderBy(page => page.Slot)))
        {
            var bytes = new byte[run.Count << MemoryPage.Shift];
            for (var index = 0; index < run.Count; index++)
                run[index].Bytes.CopyTo(bytes, index << MemoryPage.Shift);
            var outcome = await _path.RunAsync(new WritePages(_name, device, run[0].Slot - 1, new PageBytes(bytes)), _stopping.Token)
                .ConfigureAwait(false);
            foreach (var page in run)
                _kept.Memory!.Conclude(page, outcome.Reply is PagesWritten, outcome.Doubt);
            if (outcome.Reply is PagingFailed failed)
                problem = failed.Reason;
        }

        return problem;
    }

    private static IEnumerable<List<LeavingPage>> RunsOf(IEnumerable<LeavingPage> ordered)
    {
        List<LeavingPage> run = [];
        foreach (var page in ordered)
        {
            if (run.Count > 0 && (run[^1].Slot + 1 != page.Slot || run.Count == PagingLimits.PagesMax))
            {
                yield return run;
                run = [];
            }

            run.Add(page);
        }

        if (run.Count > 0)
            yield return run;
    }

    private async Task<IReply> PageOutAsync(MemorySegment segment)
    {
        while (true)
        {
            var plan = _kept.Memory!.PageOut(segment, 1024);
            if (plan.Leaving.Count == 0)
                return Ok.Instance;
            if (await WriteAsync(plan.Leaving).ConfigureAwait(false) is { Length: > 0 } problem)
                return new Rejected(RejectionCode.WrongStatus, $"A page cannot be written: {problem}.");
        }
    }

    private int WaitingClients() => _kept.Reading.Values.SelectMany(waiting => waiting).Concat(_kept.Starving)
        .Where(request => request.Page is not null).Select(request => request.Segment.Owner.Id).Distinct().Count();

    private static PagingFailed Failed(Exception cause) => new(false, cause.Message);

    private static string Describe(IReply reply, string otherwise) => reply is PagingFailed failed ? failed.Reason : otherwise;

    private sealed record SlotRead(FaultPlan.ReadSlot Read, IReply Reply) : INoSerializationVerificationNeeded;

    private sealed record ImageRead(FaultPlan.ReadImage Read, IReply Reply) : INoSerializationVerificationNeeded;

    private sealed record PagesLeft(string Problem);

    private sealed record TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }
}
