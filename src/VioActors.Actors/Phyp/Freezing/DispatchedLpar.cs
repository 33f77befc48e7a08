using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>A client partition that runs on this hypervisor. Not thread-safe: owned by <see cref="FreezerActor"/>.</summary>
internal sealed class DispatchedLpar(PartitionId client, IActorRef lpar)
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoonAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbePauseMin = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ProbePauseMax = TimeSpan.FromMilliseconds(500);

    private DateTimeOffset _wentOnUtc = DateTimeOffset.MinValue;
    private TimeSpan _probePause = ProbePauseMin;

    public PartitionId Client => client;

    public IActorRef Lpar => lpar;

    /// <summary>Disks that it says it has.</summary>
    public ValueList<ulong> Luns { get; init; } = [];

    public DispatchState State { get; set; } = DispatchState.Running;

    /// <summary>It stands still, and its disks may still work on what it gave them before.</summary>
    public bool IsUnsettled { get; set; }

    /// <summary>It goes on as soon as it has its memory; null: it does not.</summary>
    public PendingReturn? Pending { get; set; }

    /// <summary>It has its memory, and waits for those that go on with it.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whoever announced an interruption waits for it.</summary>
    public bool IsInMotion => State == DispatchState.Stopping || (State == DispatchState.Frozen && IsUnsettled);

    /// <summary>The interrupted VIOS; null while it runs.</summary>
    public PartitionId? Vios { get; set; }

    public ViosEventKind Kind { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>What keeps it from going on.</summary>
    public string Detail { get; set; } = "";

    public DateTimeOffset? SinceUtc { get; private set; }

    /// <summary>The operator was told that it stands still for long.</summary>
    public bool IsOverdue { get; set; }

    public long Freezes { get; private set; }

    public long SentWhileFrozen { get; set; }

    /// <summary>Errors of its disks in a row, each soon after it went on.</summary>
    public int Relapses { get; private set; }

    /// <summary>How long its disks are left alone before it may go on.</summary>
    public TimeSpan Pause => Relapses <= 1
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(PauseMax.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(Relapses - 2, 10))));

    /// <summary>
    /// Its disks did not answer: how long until they are looked at again. A VIOS announces itself a moment before it serves its disks; one
    /// that has lost them may be without for hours.
    /// </summary>
    public TimeSpan NoteUnclean()
    {
        var pause = _probePause;
        _probePause = pause * 2 < ProbePauseMax ? pause * 2 : ProbePauseMax;
        return pause;
    }

    /// <summary>A VIOS of its serves anew.</summary>
    public void ProbeSoon() => _probePause = ProbePauseMin;

    public void NoteError(DateTimeOffset nowUtc) => Relapses = nowUtc - _wentOnUtc < SoonAfter ? Relapses + 1 : 1;

    public void NoteGoingOn(DateTimeOffset nowUtc) => _wentOnUtc = nowUtc;

    public void Freeze(PartitionId vios, ViosEventKind kind, string reason, DateTimeOffset nowUtc)
    {
        (State, Vios, Kind, Reason, SinceUtc) = (DispatchState.Stopping, vios, kind, reason, nowUtc);
        (IsOverdue, IsUnsettled, IsReady) = (false, false, false);
        ProbeSoon();
        Freezes++;
    }

    public PartitionDispatch Describe() => State == DispatchState.Running
        ? new PartitionDispatch(client, State, null, ViosEventKind.Unspecified, "", null, Freezes, SentWhileFrozen)
        : new PartitionDispatch(
            client, State, Vios, Kind, string.Join("; ", Explain()), SinceUtc, Freezes, SentWhileFrozen);

    private IEnumerable<string> Explain()
    {
        yield return Reason;
        if (Detail.Length > 0)
            yield return Detail;
        if (IsOverdue)
            yield return "it stands still for long: bring its VIOS back, or see lpar release";
    }
}

/// <summary>A frozen partition may go on. Immutable.</summary>
/// <param name="Clean">The path to its disks; null when an operator says so.</param>
internal sealed record PendingReturn(AdapterPair? Clean, string Reason);

/// <summary>A VIOS that serves clients of this hypervisor. Not thread-safe: owned by <see cref="FreezerActor"/>.</summary>
internal sealed class WatchedVios(IActorRef vios)
{
    public IActorRef Vios => vios;

    /// <summary>Why it cannot serve; null when it can.</summary>
    public string? Trouble { get; set; }

    public long LastAnswered { get; set; }

    /// <summary>The last heartbeat before the interruption that it announced and has not ended; null: there is none.</summary>
    public long? InterruptedAt { get; set; }

    public bool IsSilent { get; set; }
}
