using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>A unit of 64 chunks that VIOS 1 serves, with a pool that has no end and copies at once.</summary>
internal sealed class SnapshotUnit
{
    private int _answered;
    private long _nextPlace;

    /// <param name="thick">It has its 64 chunks from the start, on volume 0.</param>
    public SnapshotUnit(bool thick = false)
    {
        Do(new CreateLu(Lu, PoolA, LuName.Parse("disk"), ByteSize.FromMebibytes(64), thick, Tier.System, LuKind.Disk));
        Do(new ConcludeAdmission(Lu, 1 << 20, thick ? [Give(64)] : [], null));
        Epoch = Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1)).Epoch;
    }

    public LuState State { get; private set; } = LuState.Empty;

    public List<ILuEvent> Stored { get; } = [];

    public List<IEffect> Effects { get; } = [];

    public List<ChunkRun> Granted { get; } = [];

    public long Epoch { get; }

    /// <summary>Volume that new chunks come from.</summary>
    public int Pv { get; set; }

    public DateTimeOffset NowUtc { get; set; } = Now;

    public Decision<ILuEvent> Do(ILuMessage message)
    {
        var decision = LuDecisions.Decide(State, message, NowUtc);
        foreach (var @event in decision.Events)
        {
            State = State.Apply(@event);
            Stored.Add(@event);
        }

        Effects.AddRange(decision.Effects);
        return decision;
    }

    public Decision<ILuEvent> Accepted(ILuMessage message)
    {
        var decision = Do(message);
        Assert.False(decision.Reply is Rejected, $"{message}: {decision.Reply}");
        return decision;
    }

    public void Refused(ILuMessage message, RejectionCode code) => Assert.Equal(code, Assert.IsType<Rejected>(Do(message).Reply).Code);

    public T Answered<T>(ILuMessage message)
        where T : IReply => Assert.IsType<T>(Do(message).Reply);

    public T LastEffect<T>()
        where T : IEffect => Effects.OfType<T>().Last();

    public AllocateChunks Allocate(params long[] chunks) => new(Lu, ViosId(1), Epoch, chunks.ToValueList());

    public void Write(params long[] chunks) => Assert.IsType<ChunksAllocated>(Finish(Allocate(chunks)));

    public void Take(LuName name) => Assert.Equal(Ok.Instance, Finish(new TakeSnapshot(Lu, name)));

    public ValueList<LuTakenSummary> Summaries() => Answered<SnapshotsFound>(new GetSnapshots(Lu)).Snapshots;

    /// <summary>Runs a command to its answer, with everybody around doing what is asked for.</summary>
    public IReply Finish(ILuMessage message)
    {
        for (var round = 0; round < 50; round++)
        {
            var decision = Do(message);
            if (decision.Reply is { } reply)
                return reply;
            if (Serve(decision.WaitKey!) is { } resolved)
                return resolved;
        }

        throw new Xunit.Sdk.XunitException($"{message} does not come to an end.");
    }

    /// <summary>Every place is in one part of the state, and together they are what the pool gave.</summary>
    public void CheckOwnership()
    {
        var checkedChunks = LuDecisions.Decide(
            State with { Scsi = State.Scsi with { Returning = [] }, PendingCount = 0 },
            new ConcludeCheck(Lu, HeldNow(), false, []),
            NowUtc);
        var answer = Assert.IsType<ChunksChecked>(checkedChunks.Resolutions.Single().Reply);
        Assert.Equal(0, answer.TwiceChunks);
        Assert.Empty(answer.Missing);
        Assert.Empty(answer.Stray);
        Assert.Equal(State.ToSnapshot(), LuState.From(State.ToSnapshot()).ToSnapshot());
    }

    private ValueList<ChunkRun> HeldNow() =>
        Stored.OfType<ChunksGivenBack>().SelectMany(back => back.Runs).Concat(State.Scsi.Returning)
            .Aggregate(RunSet.From(Granted), (set, run) => set.Remove(run)).ToValueList();

    /// <summary>Everybody around does what was asked for, but for what is left out: that is never heard of.</summary>
    public void ServeAll(Func<IEffect, bool> isServed)
    {
        while (_answered < Effects.Count)
        {
            if (Effects[_answered++] is var effect && isServed(effect) && AnswerTo(effect) is { } message)
                Do(message);
        }
    }

    private ILuMessage? AnswerTo(IEffect effect) => effect switch
    {
        FetchExtent fetch => new AcceptExtent(Lu, fetch.RequestNumber, [Give(fetch.Count)], null),
        PushWithdrawal push => new ConcludeWithdrawal(Lu, push.Version),
        CopyAtPool copy => new ConcludeCopies(Lu, copy.Copying.Version, null),
        ReturnAtPool back => new ConcludeReturn(Lu, back.Runs),
        _ => null,
    };

    private IReply? Serve(string key)
    {
        while (_answered < Effects.Count)
        {
            if (AnswerTo(Effects[_answered++]) is { } message
                && Do(message).Resolutions.FirstOrDefault(one => one.WaitKey == key) is { } resolved)
                return resolved.Reply;
        }

        return null;
    }

    private ChunkRun Give(long count)
    {
        var run = new ChunkRun(Pv, _nextPlace, count);
        _nextPlace += count;
        Granted.Add(run);
        return run;
    }
}
