using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Storage;
using VioActors.Storage.Access;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// One LU in one VIOS: holds the grant and the access under it. One for each LU which a server adapter of this VIOS maps; made and
/// supervised by
/// <see cref="LogicalUnitsActor"/>.
/// <para>Acquiring → Attached → (revoked) → Draining → Acquiring; closed when it stops. Guarantee: I/O runs only under a grant that
/// the LU aggregate
/// gave. Gap: until the aggregate's word reaches it, a VIOS that was fenced elsewhere still works under its old grant.</para>
/// </summary>
internal sealed class LuAttachmentActor : ReceiveActor, IWithUnboundedStash, IWithTimers
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
    private LuAccess? _access;
    private LuIdentity? _identity;
    private LuChanged? _missed;

    public LuAttachmentActor(LuUdid lu, VioUuid vios, long incarnation, IActorRef viosDb, IChunkIo io, TimeProvider time)
    {
        _lu = lu;
        _vios = vios;
        _incarnation = incarnation;
        _viosDb = viosDb;
        _io = io;
        _time = time;
        Acquiring();
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => RequestGrant();

    protected override void PostStop()
    {
        if (_access is { Epoch: { } epoch } access)
        {
            access.CloseAsync(StorageResult.NotReady);
            _viosDb.Tell(new ReleaseGrant(_lu, _vios, epoch.Value));
        }
    }

    private void Acquiring()
    {
        Receive<AttachLu>(_ => _waiting.Add(Sender));
        Receive<GrantAnswer>(answer => Take(answer.Reply));
        Receive<AcquireAgain>(_ => RequestGrant());
        Receive<LuChanged>(changed => _missed = changed);
        Receive<IReply>(_ => { });
    }

    private void Attached()
    {
        Receive<AttachLu>(_ => Sender.Tell(new LuAttached(_identity!, _access!)));
        Receive<LuChanged>(Renew);
        Receive<IReply>(_ => { });
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
        Receive<IReply>(_ => { });
    }

    private void RequestGrant() =>
        _viosDb.Ask<object>(new AcquireGrant(_lu, _vios, _incarnation), AnswerLimit)
            .PipeTo(Self, success: reply => new GrantAnswer(reply), failure: _ => new GrantAnswer(null));

    private void Take(object? reply)
    {
        switch (reply)
        {
            case LuGranted granted:
                Attach(granted);
                break;
            case Rejected rejected:
                Refuse(rejected.Reason);
                break;
            default:
                Refuse($"LU {_lu} is not served yet: its owner did not answer within {AnswerLimit}; it is asked again.");
                break;
        }
    }

    private void Attach(LuGranted granted)
    {
        var chunkSize = ChunkSize.FromBytes(granted.Identity.ChunkSizeBytes);
        _access ??= new LuAccess(
            _io, new MapOwnerClient(_viosDb, _lu, _vios, AnswerLimit), new LuAccessOptions { ChunkSize = chunkSize }, _time);
        var epoch = new GrantEpoch(granted.Epoch);
        if (_access.Epoch is not { } held || held < epoch)
            _access.Grant(new LuGrant(epoch, granted.Identity.Size.Bytes, MapOf(granted, chunkSize)));
        _identity = granted.Identity;
        Become(Attached);
        foreach (var waiting in _waiting)
            waiting.Tell(new LuAttached(_identity, _access));
        _waiting.Clear();
        CatchUp(granted.Identity.Version);
    }

    /// <summary>A change may overtake the grant, which is older then.</summary>
    private void CatchUp(ObjectVersion granted)
    {
        var missed = _missed;
        _missed = null;
        if (missed is not null && (missed.Status != LuStatus.Ready || missed.Identity.Version.CompareTo(granted) > 0))
            Renew(missed);
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
            _access!.CloseAsync(StorageResult.Gone);
            Context.Stop(Self);
            return;
        }

        var epoch = _access!.Epoch!.Value;
        Become(Draining);
        _access.RevokeAsync(epoch).PipeTo(Self, success: () => new GrantDrained(epoch.Value));
    }

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
