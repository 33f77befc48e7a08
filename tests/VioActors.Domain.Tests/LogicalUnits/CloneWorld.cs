using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>
/// A pool and units in it that all decide by the product's rules, with one number a chunk for its bytes. Chunks that come free are
/// overwritten at once, so that whoever still uses one reads something else.
/// </summary>
internal sealed class CloneWorld
{
    public const int ChunkCount = 12;
    private const int Erased = 0;
    private readonly Dictionary<ChunkPlace, int> _bytes = [];
    private readonly Dictionary<LuUdid, LuState> _units = [];
    private readonly Queue<(LuUdid? Unit, IEffect Effect)> _effects = [];
    private readonly List<(LuUdid Lu, string Key, ILuMessage Message, List<IReply> Answer)> _waiting = [];
    private long _request;

    public CloneWorld(long chunksOfVolume)
    {
        PvDefinition[] pvs = [PvOf(0, chunksOfVolume), PvOf(1, chunksOfVolume)];
        Do(new CreatePool(PoolA, 1 << 20, pvs.ToValueList(), PoolThresholds.Default));
    }

    public PoolState Pool { get; private set; } = PoolState.Empty;

    public IEnumerable<LuUdid> Units => _units.Where(unit => unit.Value.Status == LuStatus.Ready).Select(unit => unit.Key);

    public LuState StateOf(LuUdid lu) => _units.GetValueOrDefault(lu, LuState.Empty);

    public LuUdid Create(int number)
    {
        var lu = LuNumber(number);
        Assert.IsType<LuFound>(Finish(
            new CreateLu(lu, PoolA, LuName.Parse($"lu{number}"), ByteSize.FromMebibytes(ChunkCount), false, Tier.System, LuKind.Disk)));
        return lu;
    }

    public LuUdid Clone(int number, LuUdid source, LuName snapshot)
    {
        var lu = LuNumber(number);
        Assert.IsType<LuFound>(Finish(CloneCommand(number, source, snapshot)));
        return lu;
    }

    public CreateClone CloneCommand(int number, LuUdid source, LuName snapshot) => new(
        LuNumber(number), PoolA, LuName.Parse($"lu{number}"), source, snapshot,
        StateOf(source).Past.Find(snapshot)?.Size ?? ByteSize.FromMebibytes(ChunkCount), Tier.System, LuKind.Disk);

    public void Write(LuUdid lu, long chunk, int value)
    {
        var answer = Finish(new AllocateChunks(lu, ViosId(1), EpochOf(lu), [chunk]));
        var place = Assert.Single(Assert.IsType<ChunksAllocated>(answer).Map);
        _bytes[new ChunkPlace(place.Pv, place.First)] = value;
    }

    /// <summary>What a VIOS reads: by the map of its grant, then by asking.</summary>
    public int Read(LuUdid lu, long chunk) => Finish(new FindChunk(lu, ViosId(1), EpochOf(lu), chunk)) switch
    {
        ChunkFound { Place: { } own } => _bytes.GetValueOrDefault(own),
        SharedChunkFound shared => _bytes.GetValueOrDefault(shared.Place),
        ChunkFound => Erased,
        var other => throw new Xunit.Sdk.XunitException($"Reading chunk {chunk} of {lu}: {other}."),
    };

    public void Unmap(LuUdid lu, long first, long count) =>
        Assert.IsType<ScsiInForce>(Finish(new UnmapChunks(lu, ViosId(1), EpochOf(lu), ++_request, [new LogicalRun(first, count)])));

    public void Take(LuUdid lu, LuName name) => Assert.Equal(Ok.Instance, Finish(new TakeSnapshot(lu, name)));

    public void Delete(LuUdid lu) => Assert.IsNotType<Rejected>(Finish(new DeleteLu(lu, true)));

    public long MoveOff(LuUdid lu, int pv) => Assert.IsType<ChunksMoved>(Finish(new MoveOffVolume(lu, pv))).LeftChunks;

    /// <summary>Runs a command to its answer, with everybody around doing what is asked for.</summary>
    public IReply Finish(ILuMessage message)
    {
        var answer = Send(message);
        Serve();
        return Assert.Single(answer);
    }

    /// <summary>Runs a command as far as it goes by itself. The answer may come with <see cref="Serve"/>.</summary>
    public List<IReply> Send(ILuMessage message)
    {
        var answer = new List<IReply>();
        Decide(message, answer);
        return answer;
    }

    public void Serve()
    {
        while (_effects.TryDequeue(out var next))
            Run(next.Unit, next.Effect);
    }

    public IReply Do(IPoolMessage message)
    {
        var decision = PoolDecisions.Decide(Pool, message, Now);
        foreach (var @event in decision.Events)
            Pool = Pool.Apply(@event);
        foreach (var effect in decision.Effects)
            _effects.Enqueue((null, effect));
        return decision.Reply!;
    }

    /// <summary>Chunks are counted as they are held, by the pool and by each unit; stored and read again the states are the same.</summary>
    public void CheckOwnership()
    {
        var pool = Assert.IsType<PoolChecked>(Do(new CheckPool(PoolA)));
        Assert.Equal((0L, 0L), (pool.LostChunks, pool.TwiceChunks));
        Assert.Equal(pool.TotalChunks, pool.FreeChunks + pool.HeldChunks + pool.FreeingChunks);
        Assert.Equal(pool.HeldChunks, Pool.HeldChunks);
        var again = PoolState.From(Pool.ToSnapshot());
        Assert.Equal(Pool.ToSnapshot(), again.ToSnapshot());
        Assert.Equal(0, Pool.Shared.CountDifferences(again.Shared));
        Assert.Equal(Pool.HeldChunks, again.HeldChunks);
        foreach (var lu in Units.ToList())
        {
            var found = Assert.IsType<ChunksChecked>(Finish(new CheckChunks(lu, false)));
            Assert.Equal((0L, found.HeldChunks), (found.TwiceChunks, found.KnownChunks));
            Assert.Empty(found.Stray);
            Assert.Empty(found.Missing);
            Assert.Equal(StateOf(lu).ToSnapshot(), LuState.From(StateOf(lu).ToSnapshot()).ToSnapshot());
        }
    }

    private long EpochOf(LuUdid lu) => Assert.IsType<LuGranted>(Finish(new AcquireGrant(lu, ViosId(1), 1))).Epoch;

    private void Decide(ILuMessage message, List<IReply> answer)
    {
        var decision = Apply(message);
        if (decision.Reply is { } reply)
            answer.Add(reply);
        else
            _waiting.Add((message.Lu, decision.WaitKey!, message, answer));
    }

    private Decision<ILuEvent> Apply(ILuMessage message)
    {
        var decision = LuDecisions.Decide(StateOf(message.Lu), message, Now);
        foreach (var @event in decision.Events)
            _units[message.Lu] = StateOf(message.Lu).Apply(@event);
        foreach (var effect in decision.Effects)
            _effects.Enqueue((message.Lu, effect));
        foreach (var resolution in decision.Resolutions)
        {
            foreach (var one in _waiting.Where(one => one.Lu == message.Lu && one.Key == resolution.WaitKey).ToList())
            {
                one.Answer.Add(resolution.Reply);
                _waiting.Remove(one);
            }
        }

        return decision;
    }

    private void Complete(ILuMessage completion)
    {
        Apply(completion);
        foreach (var one in _waiting.Where(one => one.Lu == completion.Lu).ToList())
        {
            _waiting.Remove(one);
            Decide(one.Message, one.Answer);
        }
    }

    private void Run(LuUdid? unit, IEffect effect)
    {
        switch (effect)
        {
            case EraseChunks erase:
                foreach (var place in erase.Runs.SelectMany(Places))
                    _bytes[place] = Erased;
                Do(new ConcludeErase(PoolA, erase.Runs));
                return;
            case AdmitAtPool admit:
                var admission = Do(new AdmitLu(PoolA, admit.Lu));
                Complete(new ConcludeAdmission(unit!.Value, (admission as LuAdmitted)?.ChunkSizeBytes ?? 0, [], admission as Rejected));
                return;
            case FetchExtent fetch:
                var granted = Do(new GrantExtent(PoolA, unit!.Value, fetch.RequestNumber, fetch.Count));
                Complete(new AcceptExtent(
                    unit.Value, fetch.RequestNumber, (granted as ExtentGranted)?.Runs ?? [], granted as Rejected));
                return;
            case PushWithdrawal push:
                Complete(new ConcludeWithdrawal(unit!.Value, push.Version));
                return;
            case CopyAtPool copy when StateOf(unit!.Value).Past.Copying.Contains(copy.Copying):
                foreach (var one in copy.Copying.Copies)
                    _bytes[one.To] = _bytes.GetValueOrDefault(one.From);
                Complete(new ConcludeCopies(unit.Value, copy.Copying.Version, null));
                return;
            case ReturnAtPool when StateOf(unit!.Value) is { PendingCount: 0, Scsi.Returning: { Count: > 0 } back }:
                Assert.IsNotType<Rejected>(Do(new ReturnChunks(PoolA, unit.Value, back)));
                Complete(new ConcludeReturn(unit.Value, back));
                return;
            case BorrowAtSource borrow:
                var lent = Finish(new LendSnapshot(borrow.Source, borrow.Snapshot, borrow.Lu, borrow.FromLogical));
                var page = lent as SnapshotMapPage;
                Complete(new ConcludeBorrowing(
                    unit!.Value, borrow.FromLogical, page?.Size ?? default, page?.Map ?? [], page?.NextLogical, lent as Rejected));
                return;
            case ShareAtPool share:
                Complete(new ConcludeSharing(unit!.Value, Do(new ShareChunks(PoolA, share.Lu, share.Source, share.Runs)) as Rejected));
                return;
            case EndLoanAtSource end:
                Complete(new EndLoan(end.Source, end.Lu));
                Complete(new ConcludeLoan(unit!.Value));
                return;
            case FetchHeld fetch:
                var held = Assert.IsType<LuExtentsFound>(Do(new GetLuExtents(PoolA, unit!.Value)));
                Complete(new ConcludeCheck(unit.Value, held.Runs, fetch.Repair, held.Shared));
                return;
            case TellHolders { Change.Status: LuStatus.Deleting }:
                Complete(new EndGrant(unit!.Value, ViosId(1), "deleted"));
                return;
            case ReleaseAtPool:
                Do(new ReleaseLu(PoolA, unit!.Value));
                Complete(new ConcludeDeletion(unit.Value));
                return;
        }
    }

    private static IEnumerable<ChunkPlace> Places(ChunkRun run)
    {
        for (var chunk = run.First; chunk < run.End; chunk++)
            yield return new ChunkPlace(run.Pv, chunk);
    }
}
