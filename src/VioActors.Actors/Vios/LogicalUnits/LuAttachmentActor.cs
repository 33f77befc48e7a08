using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using VioActors.Scsi.Sense;
using VioActors.Storage;
using VioActors.Storage.Access;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// One LU in one VIOS: holds the grant and the access under it. One for each LU which a server adapter of this VIOS maps; made and
/// supervised by
/// <see cref="LogicalUnitsActor"/>.
/// <para>Acquiring → Attached → (revoked, or lost) → Draining → Acquiring; closed when it stops. Guarantee: I/O runs only under a
/// grant that
/// the LU aggregate gave, and the SCSI state that it was last told of is confirmed only when it is in force here. Gap: until the
/// aggregate's word reaches it, a VIOS that was fenced elsewhere still works under its old grant.</para>
/// </summary>
internal sealed class LuAttachmentActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly LuUdid _lu;
    private readonly VioUuid _vios;
    private readonly long _incarnation;
    private readonly IActorRef _viosDb;
    private readonly IChunkIo _io;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _waiting = [];
    private readonly LuOwner _owner;
    private readonly LuUnit _unit;
    private readonly Action<long> _grantLost;
    private Task _applying = Task.CompletedTask;
    private Task _lettingGo = Task.CompletedTask;
    private long _withdrawn = -1;
    private long _lost;
    private LuAccess? _access;
    private LuIdentity? _identity;
    private LuChanged? _missed;
    private ScsiChanged? _early;

    public LuAttachmentActor(LuUdid lu, VioUuid vios, long incarnation, IActorRef viosDb, IChunkIo io, TimeProvider time)
    {
        _lu = lu;
        _vios = vios;
        _incarnation = incarnation;
        _viosDb = viosDb;
        _io = io;
        _time = time;
        var self = Self;
        _grantLost = epoch => self.Tell(new GrantLost(epoch), ActorRefs.NoSender);
        _owner = new LuOwner(viosDb, lu, vios, incarnation, _grantLost, time);
        _unit = new LuUnit(_owner, time, new LoadedMedium(Context.Parent, time));
        Acquiring();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => RequestGrant();

    protected override void PostStop()
    {
        _owner.Close();
        _unit.Locks.GiveBackAll();
        if (_access is { Epoch: { } epoch } access)
        {
            access.CloseAsync(StorageResult.NotReady);
            _viosDb.Tell(new ReleaseGrant(_lu, _vios, epoch.Value));
        }
    }

    private void Acquiring()
    {
        Receive<AttachLu>(_ => _waiting.Add(Sender));
        Receive<GrantAnswer>(Take);
        Receive<AcquireAgain>(_ => RequestGrant());
        Receive<LuChanged>(changed => _missed = changed);

        // It may be that of the grant which is on its way: it is told once.
        Receive<GrantLost>(lost => _lost = Math.Max(_lost, lost.Epoch));
        ReceiveScsi();
    }

    private void Attached()
    {
        Receive<AttachLu>(_ => Sender.Tell(Describe()));
        Receive<LuChanged>(Renew);
        Receive<CompareGrants>(_ =>
        {
            _viosDb.Tell(new GetLu(_lu));
            _viosDb.Tell(new GetScsi(_lu, _vios, _access!.Epoch!.Value.Value));
        });
        Receive<LuFound>(found => CatchUp(new LuChanged(found.Identity, found.Status)));
        Receive<ScsiFound>(found => Work(new ScsiChanged(_lu, _access!.Epoch!.Value.Value, found.State, found.Notices)));
        Receive<Rejected>(rejected => rejected.Code == RejectionCode.NotFound, _ => LetGo());
        Receive<Rejected>(rejected => rejected.Code == RejectionCode.StaleGrant, _ => Drain());
        Receive<GrantLost>(lost => lost.Epoch == _access!.Epoch!.Value.Value, _ => Drain());
        ReceiveScsi();
    }

    private void Draining()
    {
        Receive<AttachLu>(_ => _waiting.Add(Sender));
        Receive<GrantDrained>(drained =>
        {
            // A holder that asks again gets its epoch again, which its access does not take twice.
            _viosDb.Tell(new ReleaseGrant(_lu, _vios, drained.Epoch));
            Become(Acquiring);
            RequestGrant();
        });
        Receive<LuChanged>(changed => _missed = changed);
        ReceiveScsi();
    }

    private void ReceiveScsi()
    {
        Receive<ScsiChanged>(Work);
        Receive<RangeWanted>(wanted => _unit.Locks.GiveBack(wanted.Request));
        Receive<ScsiApplied>(_ => Confirm());
        Receive<ChunksLetGo>(gone =>
        {
            _withdrawn = Math.Max(_withdrawn, gone.Version);
            Confirm();
        });
        Receive<ScsiNotApplied>(not => _log.Warning("LU {0}: a change is not in force here yet: {1}", _lu, not.Reason));
        Receive<GrantLost>(_ => { });
        Receive<IReply>(_ => { });
    }

    private void RequestGrant() => AcquireAsync().PipeTo(Self, failure: _ => new GrantAnswer(null, null));

    private async Task<GrantAnswer> AcquireAsync()
    {
        var reply = await _viosDb.Ask<object>(new AcquireGrant(_lu, _vios, _incarnation), AnswerLimit).ConfigureAwait(false);
        if (reply is not LuGranted granted)
            return new GrantAnswer(reply, null);
        var scsi = await _viosDb.Ask<object>(new GetScsi(_lu, _vios, granted.Epoch), AnswerLimit).ConfigureAwait(false);
        return scsi is ScsiFound found ? new GrantAnswer(granted, found) : new GrantAnswer(scsi, null);
    }

    private void Take(GrantAnswer answer)
    {
        switch (answer.Reply)
        {
            case LuGranted granted when answer.Scsi is { } scsi:
                Attach(granted, scsi);
                break;
            case Rejected rejected:
                Refuse(rejected.Reason);
                break;
            default:
                Refuse($"LU {_lu} is not served yet: its owner did not answer within {AnswerLimit}; it is asked again.");
                break;
        }
    }

    private void Attach(LuGranted granted, ScsiFound scsi)
    {
        if (granted.Epoch <= _lost)
        {
            GetAnother(granted.Epoch);
            return;
        }

        var chunkSize = ChunkSize.FromBytes(granted.Identity.ChunkSizeBytes);
        _access ??= new LuAccess(
            _io, new MapOwnerClient(_viosDb, _lu, _vios, AnswerLimit, _owner.NextRequest, _grantLost),
            new LuAccessOptions { ChunkSize = chunkSize }, _time);
        var epoch = new GrantEpoch(granted.Epoch);
        if (_access.Epoch is not { } held || held < epoch)
        {
            _access.Grant(new LuGrant(epoch, granted.Identity.Size.Bytes, MapOf(granted, chunkSize)));
        }
        else if (!_access.IsGranted)
        {
            // The release of the former grant was lost on its way.
            GetAnother(granted.Epoch);
            return;
        }

        var grown = _identity is { } former && former.Size != granted.Identity.Size;
        _identity = granted.Identity;
        _owner.Epoch = granted.Epoch;
        Become(Attached);
        _unit.Begin(scsi.State);
        Work(new ScsiChanged(_lu, granted.Epoch, scsi.State, scsi.Notices));
        if (grown)
            _unit.RaiseUnitAttention(SenseCodes.CapacityDataChanged);
        foreach (var waiting in _waiting)
            waiting.Tell(Describe());
        _waiting.Clear();
        var (missed, early) = (_missed, _early);
        (_missed, _early) = (null, null);
        if (early is not null)
            Work(early);
        if (missed is not null)
            CatchUp(missed);
    }

    /// <summary>A holder that asks again gets its epoch again, until that is released; one that has ended is not released twice.</summary>
    private void GetAnother(long epoch)
    {
        _viosDb.Tell(new ReleaseGrant(_lu, _vios, epoch));
        RequestGrant();
    }

    private LuAttached Describe() => new(_identity!, _access!, _unit, _owner, Self);

    /// <summary>A change may overtake the grant, which is older then; or it was not heard of.</summary>
    private void CatchUp(LuChanged change)
    {
        if (change.Status != LuStatus.Ready || change.Identity.Version.CompareTo(_identity!.Version) > 0)
            Renew(change);
    }

    private void Refuse(string reason)
    {
        _log.Warning("{0}", reason);
        foreach (var waiting in _waiting)
            waiting.Tell(new LuNotAttached(_lu, reason));
        _waiting.Clear();
        Timers.StartSingleTimer(nameof(AcquireAgain), AcquireAgain.Instance, RetryInterval);
    }

    private void Renew(LuChanged change)
    {
        if (change.Status != LuStatus.Ready)
        {
            _log.Info("LU {0} is being deleted; this VIOS lets go of it.", change.Identity.Name);
            LetGo();
            return;
        }

        Drain();
    }

    private void Drain()
    {
        var epoch = _access!.Epoch!.Value;
        _owner.Epoch = 0;
        Become(Draining);
        _access.RevokeAsync(epoch).PipeTo(Self, success: () => new GrantDrained(epoch.Value));
    }

    private void LetGo()
    {
        _access!.CloseAsync(StorageResult.Gone);
        Context.Stop(Self);
    }

    /// <summary>
    /// Chunks are let go of beside the rest: a write that was admitted under the former state may wait for such a chunk, and the new
    /// state
    /// for that write.
    /// </summary>
    private void Work(ScsiChanged change)
    {
        var held = _access?.Epoch?.Value ?? 0;
        if (change.Epoch != held)
        {
            // Of a grant that is on its way: what it takes away must be in the map first.
            _early = change.Epoch > held ? change : _early;
            return;
        }

        var version = change.State.Version;
        _applying = AfterAsync(_applying, () => _unit.ApplyAsync(change.State, change.Notices));
        _applying.PipeTo(Self, success: () => new ScsiApplied(version), failure: cause => new ScsiNotApplied(cause.Message));
        var runs = change.Notices.Where(notice => notice.Version > _withdrawn).SelectMany(notice => notice.Withdrawn)
            .Select(run => (run.First, run.Count)).ToList();
        if (runs.Count > 0)
            _lettingGo = AfterAsync(_lettingGo, () => _access!.WithdrawAsync(runs));
        _lettingGo.PipeTo(Self, success: () => new ChunksLetGo(version), failure: cause => new ScsiNotApplied(cause.Message));
    }

    private static async Task AfterAsync(Task former, Func<Task> work)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work().ConfigureAwait(false);
    }

    private void Confirm() =>
        _viosDb.Tell(new ConfirmScsi(_lu, _vios, _access!.Epoch!.Value.Value, _unit.Version, _withdrawn));

    private static Storage.Maps.ChunkMap MapOf(LuGranted granted, ChunkSize chunkSize)
    {
        var map = new Storage.Maps.ChunkMap(chunkSize.ChunksFor(granted.Identity.Size.Bytes));
        foreach (var run in granted.Map)
        {
            for (var offset = 0L; offset < run.Count; offset++)
                map.TryMap(run.Logical + offset, new ChunkAddress(run.Pv, run.First + offset));
        }

        return map;
    }

    /// <summary>Time to ask for the grant again.</summary>
    private sealed record AcquireAgain
    {
        public static AcquireAgain Instance { get; } = new();
    }
}
