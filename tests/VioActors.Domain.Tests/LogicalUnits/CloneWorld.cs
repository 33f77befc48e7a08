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
/// overwritten at once, so that whoever still uses one reads something else. Two VIOSes serve each unit, and write by the maps that they
/// know until they let go of a chunk.
/// </summary>
internal sealed class CloneWorld
{
    public const int ChunkCount = 12;
    private const int Erased = 0;
    private readonly Dictionary<ChunkPlace, int> _bytes = [];
    private readonly Dictionary<LuUdid, LuState> _units = [];
    private readonly Disorder _effects;
    private readonly Dictionary<(LuUdid Lu, VioUuid Vios), ServedUnit> _served = [];
    private readonly Dictionary<LuUdid, HashSet<long>> _awaited = [];
    private readonly HashSet<LuUdid> _returning = [];
    private readonly Dictionary<LuUdid, int> _asked = [];
    private readonly List<(List<IReply> Answer, Action<IReply> Then)> _then = [];
    private readonly List<(LuUdid Lu, string Key, ILuMessage Message, List<IReply> Answer)> _waiting = [];
    private long _request;

    /// <param name="random">Everything comes in any order, is repeated, and units crash; null: in order.</param>
    public CloneWorld(long chunksOfVolume, Random? random = null)
    {
        _effects = new Disorder(random);
        PvDefinition[] pvs = [PvOf(0, chunksOfVolume), PvOf(1, chunksOfVolume)];
        Do(new CreatePool(PoolA, 1 << 20, pvs.ToValueList(), PoolThresholds.Default));
    }

    /// <summary>The pool has only what it keeps back, and gives that a few chunks at a time.</summary>
    public bool IsFull { get; set; }

    /// <summary>Grants of what the pool keeps back.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Chunks of which bytes were moved.</summary>
    public int CopyCount { get; private set; }

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

    public void Write(LuUdid lu, long chunk, int value, int vios = 1)
    {
        BeginWrite(lu, chunk, value, vios);
        Serve();
        Assert.Empty(_then);
    }

    /// <summary>A write that ends with <see cref="Serve"/>, or at once when the VIOS knows the place.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool BeginWrite(LuUdid lu, long chunk, int value, int vios)
    {
        var (served, isEnded) = (ServedBy(lu, vios), false);
        if (served.Map.TryGetValue(chunk, out var known))
        {
            _bytes[known] = value;
            return true;
        }

        Then(new AllocateChunks(lu, ViosId(vios), served.Epoch, [chunk]), answer =>
        {
            var place = Assert.Single(Assert.IsType<ChunksAllocated>(answer).Map);
            served = ServedBy(lu, vios);
            served.Map[chunk] = new ChunkPlace(place.Pv, place.First);
            _bytes[served.Map[chunk]] = value;
            isEnded = true;
        });
        return isEnded;
    }

    /// <summary>A write that is seen as a whole or not at all; whether it was made.</summary>
    /// <param name="meanwhile">Runs between the two steps of it.</param>
    public bool Rewrite(LuUdid lu, long chunk, int value, int vios, bool done, Action meanwhile)
    {
        var request = ++_request;
        var begun = Finish(new BeginRewrite(lu, ViosId(vios), EpochOf(lu, vios), request, [chunk])) as RewriteBegun;
        meanwhile();
        if (begun is { Copies: [var copy] })
            _bytes[copy.To] = value;
        return End(lu, request, done, vios) is Ok && done && begun is not null;
    }

    /// <summary>What a snapshot has.</summary>
    public int[] ReadTaken(LuUdid lu, LuName name)
    {
        var map = StateOf(lu).Past.Find(name)!.Map;
        return [.. Enumerable.Range(0, ChunkCount)
            .Select(chunk => map.Find(chunk) is { } place ? _bytes.GetValueOrDefault(place) : Erased)];
    }

    /// <summary>What a VIOS reads: by the map that it knows, then by asking.</summary>
    public int Read(LuUdid lu, long chunk, int vios = 1) => ServedBy(lu, vios).Map.TryGetValue(chunk, out var known)
        ? _bytes.GetValueOrDefault(known)
        : Finish(new FindChunk(lu, ViosId(vios), EpochOf(lu, vios), chunk)) switch
        {
            ChunkFound { Place: { } own } => _bytes.GetValueOrDefault(own),
            SharedChunkFound shared => _bytes.GetValueOrDefault(shared.Place),
            ChunkFound => Erased,
            var other => throw new Xunit.Sdk.XunitException($"Reading chunk {chunk} of {lu}: {other}."),
        };

    /// <summary>Prepares chunks of another unit to be those of this one; with the number of the request.</summary>
    public (long Request, IReply Answer) Prepare(LuUdid lu, LuUdid source, LogicalRun from, long first, int vios = 1)
    {
        var request = ++_request;
        return (request, Finish(new BeginReference(lu, ViosId(vios), EpochOf(lu, vios), request, source, from, first)));
    }

    public IReply End(LuUdid lu, long request, bool done, int vios = 1) => Finish(new EndRewrite(lu, ViosId(vios), request, done));

    /// <summary>The VIOS is killed and comes again.</summary>
    public void Restart(LuUdid lu, int vios)
    {
        var served = ServedBy(lu, vios);
        Acquire(lu, vios, served.Incarnation + 1);
    }

    public void Unmap(LuUdid lu, long first, long count) =>
        Assert.IsType<ScsiInForce>(Finish(new UnmapChunks(lu, ViosId(1), EpochOf(lu, 1), ++_request, [new LogicalRun(first, count)])));

    public void Take(LuUdid lu, LuName name) => Assert.IsNotType<Rejected>(Finish(new TakeSnapshot(lu, name)));

    public void Delete(LuUdid lu) => Assert.IsNotType<Rejected>(Finish(new DeleteLu(lu, true)));

    public long MoveOff(LuUdid lu, int pv) => Assert.IsType<ChunksMoved>(Finish(new MoveOffVolume(lu, pv))).LeftChunks;

    /// <summary>Runs a command to its answer, with everybody around doing what is asked for.</summary>
    public IReply Finish(ILuMessage message)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = Send(message);
            Serve();
            if (answer.Count > 0 || attempt == 100)
                return Assert.Single(answer);
        }
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
        while (_effects.TryTake(out var next))
        {
            Run(next.Unit, next.Effect);
            if (_effects.IsCrashDue && _units.Count > 0)
                Crash(_units.Keys.ElementAt(_effects.Choose(_units.Count)));
            foreach (var one in _then.Where(one => one.Answer.Count > 0).ToList())
            {
                _then.Remove(one);
                one.Then(one.Answer[0]);
            }
        }
    }

    public IReply Do(IPoolMessage message)
    {
        var decision = PoolDecisions.Decide(Pool, message, Now);
        foreach (var @event in decision.Events)
            Pool = Pool.Apply(@event);
        foreach (var effect in decision.Effects)
            _effects.Add(null, effect);
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
            CheckSpace(lu);
        }
    }

    // Each place by itself: what comes free with a snapshot is what nothing else has.
    private void CheckSpace(LuUdid lu)
    {
        var past = StateOf(lu).Past;
        var held = past.Taken.Select(taken => taken.Map).Prepend(past.Shared).SelectMany(map => map.Runs)
            .SelectMany(run => Places(LuPast.PlaceOf(run))).CountBy(place => place).ToDictionary();
        var freed = past.Taken.Select(taken => taken.Map.Runs.SelectMany(run => Places(LuPast.PlaceOf(run)))
            .LongCount(place => held[place] == 1 && !past.Joint.Contains(new ChunkRun(place.Pv, place.Chunk, 1))));
        var found = Assert.IsType<SnapshotsFound>(Finish(new GetSnapshots(lu)));
        Assert.Equal(freed, found.Snapshots.Select(taken => taken.UsedChunks));
    }

    private ServedUnit ServedBy(LuUdid lu, int vios)
    {
        if (!_served.ContainsKey((lu, ViosId(vios))))
            Acquire(lu, vios, 1);
        return _served[(lu, ViosId(vios))];
    }

    private long EpochOf(LuUdid lu, int vios) => ServedBy(lu, vios).Epoch;

    private void Acquire(LuUdid lu, int vios, long incarnation)
    {
        var granted = Assert.IsType<LuGranted>(Finish(new AcquireGrant(lu, ViosId(vios), incarnation)));
        var map = granted.Map.SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset =>
            (Chunk: run.Logical + offset, Place: new ChunkPlace(run.Pv, run.First + offset))));
        _served[(lu, ViosId(vios))] = new ServedUnit(granted.Epoch, incarnation, map.ToDictionary(one => one.Chunk, one => one.Place));
    }

    // A command whose unit crashed is sent again.
    private void Then(ILuMessage message, Action<IReply> then)
    {
        var answer = Send(message);
        if (answer.Count > 0)
            then(answer[0]);
        else
            _then.Add((answer, then));
    }

    private void Crash(LuUdid lu)
    {
        _units[lu] = LuState.From(StateOf(lu).ToSnapshot());
        _effects.Drop(lu);
        _awaited.Remove(lu);
        _returning.Remove(lu);
        foreach (var effect in LuDecisions.Resume(StateOf(lu)))
            _effects.Add(lu, effect);
        foreach (var one in _waiting.Where(one => one.Lu == lu && _then.Exists(then => then.Answer == one.Answer)).ToList())
            _effects.Add(null, new Again(one.Message, one.Answer));
        _waiting.RemoveAll(one => one.Lu == lu);
    }

    /// <summary>Every VIOS hears of what it is to let go of; the unit goes on when the last has said so.</summary>
    private void Push(LuUdid lu, long version)
    {
        var state = StateOf(lu);
        (_awaited.TryGetValue(lu, out var awaited) ? awaited : _awaited[lu] = []).Add(version);
        foreach (var holder in state.Holders.Values)
            _effects.Add(null, new LetGo(lu, holder.Vios, holder.Epoch, state.Scsi.State.Version, state.Scsi.Notices));
        ConcludeReached(lu);
    }

    private void ConcludeReached(LuUdid lu)
    {
        var least = StateOf(lu).Holders.Values
            .Select(holder => _served.TryGetValue((lu, holder.Vios), out var served) && served.Epoch == holder.Epoch ? served.LetGo : -1)
            .DefaultIfEmpty(long.MaxValue).Min();
        foreach (var version in _awaited.GetValueOrDefault(lu, []).Where(version => version <= least).Order().ToList())
        {
            _awaited[lu].Remove(version);
            Complete(new ConcludeWithdrawal(lu, version));
        }
    }

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
            _effects.Add(message.Lu, effect);
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
        if (_effects.IsAnswerLost)
            _effects.Add(unit, effect);
        switch (effect)
        {
            case Again again:
                Decide(again.Message, again.Answer);
                return;
            case Deliver { Asked: { } asked } when asked != _asked[unit!.Value]:
                return;
            case Deliver deliver:
                _returning.RemoveWhere(lu => lu == unit && deliver.Completion is ConcludeReturn);
                Complete(deliver.Completion);
                return;
            case LetGo go when _served.TryGetValue((go.Lu, go.Vios), out var served) && served.Epoch == go.Epoch:
                served.Let(go.Version, go.Notices);
                ConcludeReached(go.Lu);
                return;
            case BorrowChunks borrow when StateOf(unit!.Value).Past.Reference is { IsLent: false } open && open.Number == borrow.Number:
                var number = _asked[unit.Value] = _asked.GetValueOrDefault(unit.Value) + 1;
                Then(new LendChunks(borrow.Source, unit.Value, borrow.Number, borrow.Pool, borrow.Tier, borrow.Chunks), reply =>
                    _effects.Add(unit, new Deliver(new ConcludeLending(
                        unit.Value, borrow.Number, (reply as ChunksLent)?.Map ?? [], reply as Rejected), number)));
                return;
            case CountAtPool count when StateOf(unit!.Value).Past.Lent.Exists(
                loan => loan.To == count.To && loan.Number == count.Number && !loan.IsCounted):
                var counted = Do(new ShareChunks(PoolA, count.To, unit.Value, count.Runs)) as Rejected;
                _effects.Add(unit, new Deliver(new ConcludeCounting(unit.Value, count.To, count.Number, counted)));
                return;
            case EraseChunks erase when erase.Runs.All(Pool.Freeing.Contains):
                foreach (var place in erase.Runs.SelectMany(Places))
                    _bytes[place] = Erased;
                Do(new ConcludeErase(PoolA, erase.Runs));
                return;
            case AdmitAtPool admit:
                var admission = Do(new AdmitLu(PoolA, admit.Lu));
                Complete(new ConcludeAdmission(unit!.Value, (admission as LuAdmitted)?.ChunkSizeBytes ?? 0, [], admission as Rejected));
                return;
            case FetchExtent fetch when StateOf(unit!.Value).PendingCount > 0 && StateOf(unit.Value).LastRequest == fetch.RequestNumber:
                var most = IsFull ? Math.Min(fetch.Count, 1 + _effects.Choose(3)) : fetch.Count;
                var granted = IsFull && !fetch.FromReserve
                    ? new Rejected(RejectionCode.SpaceExhausted, "It is full.")
                    : Do(new GrantExtent(PoolA, unit.Value, fetch.RequestNumber, most, fetch.FromReserve));
                KeptCount += fetch.FromReserve && granted is ExtentGranted ? 1 : 0;
                Complete(new AcceptExtent(
                    unit.Value, fetch.RequestNumber, (granted as ExtentGranted)?.Runs ?? [], granted as Rejected));
                return;
            case PushWithdrawal push:
                Push(unit!.Value, push.Version);
                return;
            case CopyAtPool copy when StateOf(unit!.Value).Past.Copying.Contains(copy.Copying):
                foreach (var one in copy.Copying.Copies)
                    _bytes[one.To] = _bytes.GetValueOrDefault(one.From);
                CopyCount += copy.Copying.Copies.Count;
                Complete(new ConcludeCopies(unit.Value, copy.Copying.Version, null));
                return;
            case ReturnAtPool when StateOf(unit!.Value) is { PendingCount: 0, Due: { Count: > 0 } back } && _returning.Add(unit.Value):
                Assert.IsNotType<Rejected>(Do(new ReturnChunks(PoolA, unit.Value, back)));
                _effects.Add(unit, new Deliver(new ConcludeReturn(unit.Value, back)));
                return;
            case BorrowAtSource borrow:
                var lent = Finish(new LendSnapshot(borrow.Source, borrow.Snapshot, borrow.Lu, borrow.FromLogical));
                var page = lent as SnapshotMapPage;
                Complete(new ConcludeBorrowing(
                    unit!.Value, borrow.FromLogical, page?.Size ?? default, page?.Map ?? [], page?.NextLogical, lent as Rejected));
                return;
            case ShareAtPool share when StateOf(unit!.Value) is { Status: LuStatus.Creating, Origin.NextLogical: null }:
                Complete(new ConcludeSharing(unit.Value, Do(new ShareChunks(PoolA, share.Lu, share.Source, share.Runs)) as Rejected));
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
                foreach (var vios in StateOf(unit!.Value).Holders.Keys.ToList())
                    Complete(new EndGrant(unit.Value, vios, "deleted"));
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

    /// <summary>A completion on its way.</summary>
    /// <param name="Asked">The answer to that question, of which only the last one's answer is heard; null: to any.</param>
    private sealed record Deliver(ILuMessage Completion, int? Asked = null) : IEffect;

    /// <summary>A command that is sent again after its unit crashed.</summary>
    private sealed record Again(ILuMessage Message, List<IReply> Answer) : IEffect;

    /// <summary>What a VIOS is told of chunks.</summary>
    private sealed record LetGo(LuUdid Lu, VioUuid Vios, long Epoch, long Version, ValueList<LuNotice> Notices) : IEffect;

    /// <summary>A unit as a VIOS knows it.</summary>
    private sealed record ServedUnit(long Epoch, long Incarnation, Dictionary<long, ChunkPlace> Map)
    {
        public long LetGo { get; private set; } = -1;

        public void Let(long version, ValueList<LuNotice> notices)
        {
            foreach (var run in notices.Where(notice => notice.Version > LetGo).SelectMany(notice => notice.Withdrawn))
            {
                for (var chunk = run.First; chunk < run.First + run.Count && chunk < ChunkCount; chunk++)
                    Map.Remove(chunk);
            }

            LetGo = Math.Max(LetGo, version);
        }
    }
}
