using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.LogicalUnits;

/// <summary>
/// Units that decide by the product's rules, and what goes between them and a caller, one message a step. A unit that is cut off keeps
/// what it stored and nothing else; whoever waits for it asks again, but for the caller, who is told that nobody answered.
/// </summary>
internal sealed class GroupWorld
{
    private readonly Dictionary<LuUdid, LuState> _units = [];
    private readonly Dictionary<(LuUdid Lu, long Request), ChunkRun> _granted = [];
    private readonly List<ChunkRun> _returned = [];
    private readonly List<Sent> _queue = [];
    private readonly List<(Sent Sent, string Key)> _waiting = [];
    private readonly HashSet<LuUdid> _watching = [];
    private readonly HashSet<(LuUdid, IEffect)> _asking = [];
    private readonly Func<int, int> _choose = _ => 0;
    private readonly long _space;
    private long _nextPlace;

    /// <param name="choose">Which of so many messages comes next.</param>
    /// <param name="space">Chunks of their pool.</param>
    /// <param name="thick">They have all their chunks from the start.</param>
    public GroupWorld(int units, Func<int, int> choose, long space = long.MaxValue, bool thick = false)
    {
        _space = space;
        for (var number = 1; number <= units; number++)
        {
            var lu = LuId(number);
            _units[lu] = LuState.Empty;
            Tell(CreateLu(number, ChunkCount, thick));
            Tell(new ConcludeAdmission(lu, 1 << 20, thick ? [Give(lu, 0, ChunkCount)!.Value] : [], null));
            Tell(new AcquireGrant(lu, ViosId(1), 1));
        }

        Run();
        _choose = choose;
    }

    public const int ChunkCount = 16;

    public IEnumerable<LuUdid> Units => _units.Keys;

    public DateTimeOffset NowUtc { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public int StepCount { get; private set; }

    /// <summary>Before each step: its number, and who is told.</summary>
    public Action<int, LuUdid> BeforeStep { get; set; } = (_, _) => { };

    public Action<int, LuUdid> AfterStep { get; set; } = (_, _) => { };

    public LuState StateOf(LuUdid lu) => _units[lu];

    /// <summary>Takes chunks 1 and 2, for itself alone.</summary>
    public void Write(LuUdid lu) => Tell(WriteOf(lu, [1, 2]));

    public AllocateChunks WriteOf(LuUdid lu, ValueList<long> chunks) =>
        new(lu, ViosId(1), _units[lu].Holders[ViosId(1)].Epoch, chunks);

    public void Tell(ILuMessage message) => _queue.Add(new Sent(message, null, null, false));

    /// <summary>As a caller does: when the unit is cut off meanwhile, nobody answers.</summary>
    public void Ask(ILuMessage message, Action<IReply?> then) => _queue.Add(new Sent(message, null, then, false));

    public Task<object?> AskAsync(ILuMessage message)
    {
        var answer = new TaskCompletionSource<object?>();
        Ask(message, answer.SetResult);
        return answer.Task;
    }

    /// <summary>Until nothing is left to be done, with the time that it takes.</summary>
    public void Settle()
    {
        for (var round = 0; ; round++)
        {
            Run();
            if (_watching.Count == 0)
                break;
            Assert.True(round < 20, "Units go on looking at groups that nobody decides.");
            NowUtc += TimeSpan.FromSeconds(11);
            foreach (var lu in _watching.ToList())
            {
                _watching.Remove(lu);
                Tell(new ReviewGroups(lu));
            }
        }
    }

    /// <summary>The caller ends: what it is told is not heard.</summary>
    public void EndCaller()
    {
        for (var index = 0; index < _queue.Count; index++)
            _queue[index] = _queue[index].Unheard();
        for (var index = 0; index < _waiting.Count; index++)
            _waiting[index] = (_waiting[index].Sent.Unheard(), _waiting[index].Key);
    }

    /// <param name="isDeaf">What callers have sent to it is lost too.</param>
    public void Crash(LuUdid lu, bool isDeaf)
    {
        _watching.Remove(lu);
        _asking.RemoveWhere(one => one.Item1 == lu);
        var lost = _waiting.Where(one => one.Sent.Message.Lu == lu).Select(one => one.Sent)
            .Concat(_queue.Where(one => one.Message.Lu == lu && (isDeaf || one.From is not null))).ToList();
        _waiting.RemoveAll(one => one.Sent.Message.Lu == lu || one.Sent.From == lu);
        _queue.RemoveAll(one => one.From == lu || lost.Contains(one));
        Recover(lu);
        foreach (var one in lost.Where(one => one.From != lu))
        {
            if (one.IsRepeated)
                _queue.Add(one);
            else
                one.Then?.Invoke(null);
        }
    }

    /// <summary>Every place is in one part of the state, and together they are what the pool gave.</summary>
    public void CheckOwnership(LuUdid lu)
    {
        var held = HeldBy(_granted.Where(one => one.Key.Lu == lu).Select(one => one.Value));
        var decision = LuDecisions.Decide(_units[lu], new ConcludeCheck(lu, held.ToValueList(), false, []), NowUtc);
        var found = Assert.IsType<ChunksChecked>(Assert.Single(decision.Resolutions).Reply);
        Assert.Equal(0, found.TwiceChunks);
        Assert.Empty(found.Missing);
        Assert.Empty(found.Stray);
    }

    private void Run()
    {
        for (; _queue.Count > 0; StepCount++)
        {
            var index = _choose(_queue.Count);
            var lu = _queue[index].Message.Lu;
            BeforeStep(StepCount, lu);
            if (_queue.Count == 0)
                break;
            index = Math.Min(index, _queue.Count - 1);
            var sent = _queue[index];
            _queue.RemoveAt(index);
            Deliver(sent);
            AfterStep(StepCount, lu);
        }
    }

    private void Deliver(Sent sent)
    {
        Note(sent, Decide(sent.Message));
        if (sent.Message is not ICompletion)
            return;
        foreach (var one in _waiting.Where(one => one.Sent.Message.Lu == sent.Message.Lu).ToList())
        {
            var again = LuDecisions.Decide(_units[sent.Message.Lu], one.Sent.Message, NowUtc);
            if (!_waiting.Contains(one) || (again.Reply is null && again.WaitKey == one.Key && again.Events.Count == 0))
                continue;
            _waiting.Remove(one);
            Note(one.Sent, Decide(one.Sent.Message));
        }
    }

    private Decision<ILuEvent> Decide(ILuMessage message)
    {
        var decision = LuDecisions.Decide(_units[message.Lu], message, NowUtc);
        foreach (var @event in decision.Events)
            _units[message.Lu] = _units[message.Lu].Apply(@event);
        return decision;
    }

    private void Note(Sent sent, Decision<ILuEvent> decision)
    {
        var lu = sent.Message.Lu;
        if (decision.Reply is null)
            _waiting.Add((sent, decision.WaitKey!));
        foreach (var resolution in decision.Resolutions)
        {
            foreach (var one in _waiting.Where(one => one.Sent.Message.Lu == lu && one.Key == resolution.WaitKey).ToList())
            {
                _waiting.Remove(one);
                one.Sent.Then?.Invoke(resolution.Reply);
            }
        }

        foreach (var effect in decision.Effects)
            Carry(lu, effect);
        if (decision.Reply is { } reply)
            sent.Then?.Invoke(reply);
    }

    private void Recover(LuUdid lu)
    {
        _units[lu] = LuState.From(_units[lu].ToSnapshot());
        foreach (var effect in LuDecisions.Resume(_units[lu]))
            Carry(lu, effect);
    }

    private void Carry(LuUdid lu, IEffect effect)
    {
        switch (effect)
        {
            case FetchExtent fetch:
                Itself(lu, Give(lu, fetch.RequestNumber, fetch.Count) is { } given
                    ? new AcceptExtent(lu, fetch.RequestNumber, [given], null)
                    : new AcceptExtent(lu, fetch.RequestNumber, [], new Rejected(RejectionCode.SpaceExhausted, "The pool is full.")));
                break;
            case PushWithdrawal push:
                Itself(lu, new ConcludeWithdrawal(lu, push.Version));
                break;
            case CopyAtPool copy:
                Itself(lu, new ConcludeCopies(lu, copy.Copying.Version, null));
                break;
            case ReturnAtPool back:
                _returned.AddRange(back.Runs);
                Itself(lu, new ConcludeReturn(lu, back.Runs));
                break;
            case GiveUpPause pause:
                Itself(lu, new CancelSnapshot(lu, pause.Snapshot));
                break;
            case GiveUpGroup group:
                Itself(lu, new CancelSnapshot(lu, group.Snapshot, group.Group));
                break;
            case WatchGroups or WatchPromise:
                _watching.Add(lu);
                break;
            case AskGroup ask:
                Other(lu, ask, new GetGroup(ask.Group.Leader, ask.Group.Number), reply =>
                    new ConcludeGroup(lu, ask.Group, ((GroupFound)reply).IsTaken));
                break;
            case TellGroup tell:
                Other(lu, tell, new ConcludeGroup(tell.Member, tell.Group, true), _ =>
                    new ConcludeGroupMember(lu, tell.Group.Number, tell.Member));
                break;
            default:
                break;
        }
    }

    private void Itself(LuUdid lu, ILuMessage message) => _queue.Add(new Sent(message, lu, null, false));

    private void Other(LuUdid lu, IEffect effect, ILuMessage message, Func<IReply, ILuMessage> conclude)
    {
        if (!_asking.Add((lu, effect)))
            return;
        _queue.Add(new Sent(
            message,
            lu,
            reply =>
            {
                _asking.Remove((lu, effect));
                if (reply is Rejected)
                    Other(lu, effect, message, conclude);
                else
                    Itself(lu, conclude(reply!));
            },
            true));
    }

    private RunSet HeldBy(IEnumerable<ChunkRun> granted) => RunSet.Empty.Join(granted).Without(_returned);

    // A request that is repeated is answered as the first was. Null: it has not so many.
    private ChunkRun? Give(LuUdid lu, long request, long count)
    {
        if (_granted.TryGetValue((lu, request), out var known))
            return known;
        if (count > _space - HeldBy(_granted.Values).Count)
            return null;
        var run = _granted[(lu, request)] = new ChunkRun(0, _nextPlace, count);
        _nextPlace += count;
        return run;
    }

    /// <param name="From">The unit that asks, or tells itself; null: a caller.</param>
    private sealed record Sent(ILuMessage Message, LuUdid? From, Action<IReply?>? Then, bool IsRepeated)
    {
        public Sent Unheard() => From is null ? this with { Then = null } : this;
    }
}
