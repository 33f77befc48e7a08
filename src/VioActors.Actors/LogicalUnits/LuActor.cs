using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.LogicalUnits;

/// <summary>
/// One logical unit: the one writer of its map and of its SCSI state. One per unit in the cluster. A first write is answered after its
/// place
/// is stored; places are fetched from the pool ahead of need. A change of the SCSI state is answered when every holder has confirmed
/// it. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class LuActor : AggregateActor<LuState, ILuEvent, ILuMessage>
{
    /// <summary>A little after units have stood still for each other as long as they do.</summary>
    private static readonly TimeSpan ReviewDelay = TimeSpan.FromSeconds(11);

    /// <summary>Between two requests for what a full pool owes a thick unit: each is stored.</summary>
    private static readonly TimeSpan PromiseDelay = TimeSpan.FromMinutes(1);

    private readonly LuUdid _lu;
    private readonly IAggregateDirectory _directory;
    private readonly IAnnouncer _announcer;
    private readonly TimeProvider _clock;
    private readonly HolderConfirmations _inForce = new(confirmation => confirmation.Version);
    private readonly HolderConfirmations _withdrawn = new(confirmation => confirmation.WithdrawnVersion);
    private bool _isReturning;
    private bool _isOwed;

    public LuActor(LuUdid lu, IAggregateDirectory directory, IAnnouncer announcer, TimeProvider clock, AggregateSettings settings)
        : base($"lu-{lu}", LuState.Empty, settings)
    {
        (_lu, _directory, _announcer, _clock) = (lu, directory, announcer, clock);
        Command<ReviewDue>(_ => Complete(new ReviewGroups(_lu)));
    }

    public static Props Props(
        LuUdid lu,
        IAggregateDirectory directory,
        IAnnouncer announcer,
        TimeProvider clock,
        AggregateSettings settings) => Akka.Actor.Props.Create(() => new LuActor(lu, directory, announcer, clock, settings));

    protected override Decision<ILuEvent> Decide(LuState state, ILuMessage message) =>
        LuDecisions.Decide(state, message, _clock.GetUtcNow());

    protected override LuState Apply(LuState state, ILuEvent @event) => state.Apply(@event);

    protected override LuState FromSnapshot(object snapshot) => LuState.From((LuSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(LuState state) => state.ToSnapshot();

    protected override ValueList<IEffect> Resume(LuState state) => LuDecisions.Resume(state);

    protected override void Run(IEffect effect)
    {
        switch (effect)
        {
            case TellHolders tell:
                TellEach(tell.Vioses, tell.Change);
                break;
            case TellUse tell:
                TellEach(tell.Vioses, tell.Use);
                break;
            case TellBindings tell:
                foreach (var vios in tell.Vioses)
                {
                    Ask(new TellBindings(tell.Lu, [vios]), _directory.Vios, new ForgetLu(vios, _lu), reply => reply is Rejected
                        ? Conclusion.Retry
                        : Conclusion.Of(new ConcludeForgetting(_lu, vios)));
                }

                break;
            case PushScsi push:
                _inForce.Await(push.Version);
                Push(_inForce, push.Version);
                break;
            case PushWithdrawal push:
                _withdrawn.Await(push.Version);
                Push(_withdrawn, push.Version);
                break;
            case NoteConfirmation note:
                _inForce.Note(note.Confirmation);
                _withdrawn.Note(note.Confirmation);
                ConcludeReached();
                break;
            case NoteHolderGone gone:
                _inForce.Forget(gone.Vios);
                _withdrawn.Forget(gone.Vios);
                ConcludeReached();
                break;
            case TellWanted tell:
                _announcer.Tell(tell.Wanted.Vios, tell.Wanted);
                break;
            case TellWithdrawn tell:
                _announcer.Tell(tell.Withdrawn.Vios, tell.Withdrawn);
                break;
            case NoteGroupLeft left:
                NoteLeft(left.Snapshot);
                break;
            case GiveUpPause pause:
                NoteLeft(pause.Snapshot);
                Complete(new CancelSnapshot(_lu, pause.Snapshot));
                break;
            case AskGroup ask:
                Ask(ask, _directory.LogicalUnits, new GetGroup(ask.Group.Leader, ask.Group.Number), reply => reply is GroupFound found
                    ? Conclusion.Of(new ConcludeGroup(_lu, ask.Group, found.IsTaken))
                    : Conclusion.Retry);
                break;
            case TellGroup tell:
                Ask(tell, _directory.LogicalUnits, new ConcludeGroup(tell.Member, tell.Group, true), reply => reply is Rejected
                    ? Conclusion.Retry
                    : Conclusion.Of(new ConcludeGroupMember(_lu, tell.Group.Number, tell.Member)));
                break;
            case WatchGroups:
                Timers.StartSingleTimer(nameof(ReviewDue), ReviewDue.Instance, ReviewDelay);
                break;
            case WatchPromise:
                WatchPromised();
                break;
            case GiveUpGroup group:
                NoteLeft(group.Snapshot);
                Complete(new CancelSnapshot(_lu, group.Snapshot, group.Group));
                break;
            case ReturnAtPool:
                ReturnChunks();
                break;
            case BorrowAtSource borrow:
                Borrow(borrow);
                break;
            case BorrowChunks borrow:
                if (IsWanted(borrow))
                    Borrow(borrow);
                break;
            case EndLoanAtSource end:
                Ask(end, _directory.LogicalUnits, new EndLoan(end.Source, _lu), reply => reply is Rejected
                    ? Conclusion.Retry
                    : Conclusion.Of(new ConcludeLoan(_lu)));
                break;
            default:
                if (IsWanted(effect))
                    AskPool(effect);
                break;
        }
    }

    // Told once, until it has all again: until then a write may be refused for space, and nothing else shows that.
    private void WatchPromised()
    {
        var lacking = State.LackingChunks;
        Timers.StartSingleTimer(nameof(WatchPromise), ReviewDue.Instance, State.SpaceShort ? PromiseDelay : ReviewDelay);
        if (lacking > 0 && State.SpaceShort && !_isOwed)
        {
            Log.Warning(
                "LU {0} is thick, and its pool has not {1} chunks that it was promised: writes may be refused. Add a volume, or delete "
                    + "what is not needed; they are asked for until it has them.", _lu, lacking);
        }

        _isOwed = lacking > 0 && (State.SpaceShort || _isOwed);
    }

    private void NoteLeft(LuName snapshot) => Log.Warning(
        "LU {0} goes on without snapshot {1} of its group: nobody finished it. The others of the group give it up too.", _lu, snapshot);

    /// <summary>
    /// Whether an effect still has something to do. One that was decided on before its end came runs after it; a copy made then would undo
    /// what was written to the new place since, and a former name would come back.
    /// </summary>
    private bool IsWanted(IEffect effect) => effect switch
    {
        CopyAtPool copy => State.Past.Copying.Contains(copy.Copying),
        RenameAtPool rename => State.Revision?.Name == rename.Name,
        ResizeAtPool resize => State.Revision?.Size == resize.Size,
        FetchExtent fetch => State.PendingCount > 0 && State.LastRequest == fetch.RequestNumber,
        BorrowChunks borrow => State.Past.Reference is { IsLent: false } open && open.Number == borrow.Number,
        CountAtPool count => State.Past.Lent.Exists(loan => loan.To == count.To && loan.Number == count.Number && !loan.IsCounted),
        ShareAtPool => State is { Status: LuStatus.Creating, Origin.NextLogical: null },
        _ => true,
    };

    /// <summary>
    /// One return at a time, of all that is to go back now: of two that overlap, the later one would be refused until the pool has given
    /// the same chunks again, and would then take them from under their data.
    /// </summary>
    private void ReturnChunks()
    {
        if (_isReturning || State.PendingCount > 0 || State.Due.Count == 0)
            return;
        _isReturning = true;
        var back = new ReturnAtPool(State.Identity!.Pool, _lu, State.Due);
        Ask(back, _directory.Pools, new ReturnChunks(back.Pool, _lu, back.Runs), reply =>
        {
            if (reply is Rejected)
                return Conclusion.Retry;
            _isReturning = false;
            return Conclusion.Of(new ConcludeReturn(_lu, back.Runs));
        });
    }

    private void Borrow(BorrowAtSource borrow) => Ask(
        borrow,
        _directory.LogicalUnits,
        new LendSnapshot(borrow.Source, borrow.Snapshot, _lu, borrow.FromLogical),
        reply => reply switch
        {
            SnapshotMapPage page =>
                Conclusion.Of(new ConcludeBorrowing(_lu, borrow.FromLogical, page.Size, page.Map, page.NextLogical, null)),
            Rejected refusal => Conclusion.Of(new ConcludeBorrowing(_lu, borrow.FromLogical, default, [], null, refusal)),
            _ => Conclusion.Retry,
        });

    // One that is busy has not decided: it may lend them yet.
    private void Borrow(BorrowChunks borrow) => Ask(
        borrow,
        _directory.LogicalUnits,
        new LendChunks(borrow.Source, _lu, borrow.Number, borrow.Pool, borrow.Tier, borrow.Chunks),
        reply => reply switch
        {
            ChunksLent lent => Conclusion.Of(new ConcludeLending(_lu, borrow.Number, lent.Map, null)),
            Rejected { Code: not RejectionCode.Busy } refusal => Conclusion.Of(new ConcludeLending(_lu, borrow.Number, [], refusal)),
            _ => Conclusion.Retry,
        });

    private void Push(HolderConfirmations confirmations, long version)
    {
        foreach (var holder in State.Holders.Values.Where(holder => confirmations.Of(holder) < version))
        {
            var known = Math.Min(_inForce.Of(holder), _withdrawn.Of(holder));
            var news = State.Scsi.Notices.Where(notice => notice.Version > known).ToValueList();
            _announcer.Tell(holder.Vios, new ScsiChanged(_lu, holder.Epoch, State.Scsi.State, news));
        }

        ConcludeReached();
    }

    private void ConcludeReached()
    {
        foreach (var version in _withdrawn.TakeReached(State.Holders.Values))
        {
            Complete(new ConcludeWithdrawal(_lu, version));
        }

        foreach (var version in _inForce.TakeReached(State.Holders.Values))
        {
            Complete(new ConcludeScsi(_lu, version));
        }
    }

    private void AskPool(IEffect effect)
    {
        (IDomainMessage Message, Func<IReply, Conclusion> Conclude) call = effect switch
        {
            AdmitAtPool admit => (new AdmitLu(admit.Pool, admit.Lu), reply => reply switch
            {
                LuAdmitted admitted => Conclusion.Of(new ConcludeAdmission(_lu, admitted.ChunkSizeBytes, admitted.Runs, null)),
                Rejected refusal => Conclusion.Of(new ConcludeAdmission(_lu, 0, [], refusal)),
                _ => Conclusion.Retry,
            }),
            ResizeAtPool resize => (new ResizePoolLu(resize.Pool, _lu, resize.Size), reply => reply switch
            {
                LuAdmitted admitted => Conclusion.Of(new ConcludeGrowth(_lu, resize.Size, admitted.Runs, null)),
                Rejected refusal => Conclusion.Of(new ConcludeGrowth(_lu, resize.Size, [], refusal)),
                _ => Conclusion.Retry,
            }),
            RenameAtPool rename => (
                new RenamePoolLu(rename.Pool, _lu, rename.Name),
                reply => Conclusion.Of(new ConcludeRename(_lu, rename.Name, reply as Rejected))),
            FetchExtent fetch => (fetch.ToMessage(), reply => reply switch
            {
                ExtentGranted granted => Conclusion.Of(new AcceptExtent(_lu, fetch.RequestNumber, granted.Runs, null)),
                Rejected refusal => Conclusion.Of(new AcceptExtent(_lu, fetch.RequestNumber, [], refusal)),
                _ => Conclusion.Retry,
            }),
            CopyAtPool copy => (
                new TransferChunks(
                    copy.Pool, _lu, copy.Copying.Version,
                    copy.Copying.Copies.Select(one => new ChunkTransfer(
                        new ChunkRun(one.From.Pv, one.From.Chunk, 1), new ChunkRun(one.To.Pv, one.To.Chunk, 1))).ToValueList()),
                reply => Conclusion.Of(new ConcludeCopies(_lu, copy.Copying.Version, reply as Rejected))),
            FetchHeld fetch => (new GetLuExtents(fetch.Pool, _lu), reply => reply is LuExtentsFound found
                ? Conclusion.Of(new ConcludeCheck(_lu, found.Runs, fetch.Repair, found.Shared))
                : Conclusion.Retry),
            ShareAtPool share => (
                new ShareChunks(share.Pool, _lu, share.Source, share.Runs),
                reply => Conclusion.Of(new ConcludeSharing(_lu, reply as Rejected))),
            CountAtPool count => (
                new ShareChunks(count.Pool, count.To, _lu, count.Runs),
                reply => reply is Rejected { Code: RejectionCode.Busy }
                    ? Conclusion.Retry
                    : Conclusion.Of(new ConcludeCounting(_lu, count.To, count.Number, reply as Rejected))),
            ReleaseAtPool release => (
                new ReleaseLu(release.Pool, _lu),
                reply => reply is Rejected ? Conclusion.Retry : Conclusion.Of(new ConcludeDeletion(_lu))),
            _ => throw new InvalidOperationException($"A logical unit has no effect {effect}."),
        };
        Ask(effect, _directory.Pools, call.Message, call.Conclude);
    }

    private void TellEach(ValueList<VioUuid> vioses, IDomainMessage message)
    {
        foreach (var vios in vioses)
        {
            _announcer.Tell(vios, message);
        }
    }

    private sealed class ReviewDue : INoSerializationVerificationNeeded
    {
        public static ReviewDue Instance { get; } = new();
    }
}
