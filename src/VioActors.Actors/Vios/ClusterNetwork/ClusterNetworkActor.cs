using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// The way of one VIOS to the shared VIOS DB, and back (SYS-5): everything between the two goes through here. One for each VIOS, made and
/// supervised by it.
/// <para>Up ⇄ Lost: cut on purpose, or silent: questions stay without an answer, one that is asked to find out too. While it is lost,
/// messages go through a peer VIOS that reaches the DB (RED-5). Without one they are dropped in both directions while it is cut, as a
/// network drops them: whoever asks repeats or gives up. Whenever the way is another one, the VIOS is told, and compares what it has with
/// the DB (REG-12).</para>
/// </summary>
internal sealed class ClusterNetworkActor : ReceiveActor, IWithTimers
{
    /// <summary>How often a lost way, and its replacement, are looked at.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Without any answer for so long, the way is tried; without an answer to that for as long again it is lost.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A way that was only slow is waited for twice as long the next time, at most so long: VIOSes that give it up one and all, and compare
    /// everything when it answers, would keep a busy VIOS DB busy.
    /// </summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(32);

    private readonly VioUuid _vios;
    private readonly IActorRef _viosDb;
    private readonly ClusterNetworkState _state;
    private readonly TimeProvider _time;
    private readonly DbMessageCodec? _codec = DbMessageCodec.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, IActorRef> _ports = [];
    private readonly HashSet<IActorRef> _clientsOfPeer = [];
    private PeerWay? _peers;
    private (long At, long Heard)? _asked;
    private bool _isTrying;
    private TimeSpan _patience = SilenceLimit;
    private long _answeredAt;

    public ClusterNetworkActor(VioUuid vios, IActorRef viosDb, ClusterNetworkState state, TimeProvider time)
    {
        (_vios, _viosDb, _state, _time) = (vios, viosDb, state, time);
        Receive<CutClusterNetwork>(Cut);
        Receive<GetClusterNetworkReport>(_ => Sender.Tell(Report()));
        Receive<DbThroughPeers>(through => _peers = _codec is { } codec ? new PeerWay(through.Relay, codec) : null);
        Receive<DbAnswered>(Deliver);
        Receive<Look>(_ => LookAtWay());
        Receive<Tried>(NoteTrial);
        Receive<Terminated>(Forget);
        ReceiveAny(Pass);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static bool IsQuestion(IActorRef client) => client.Path.Elements is ["temp", ..];

    private void Pass(object message)
    {
        var isQuestion = !Sender.IsNobody() && IsQuestion(Sender);
        if (_state.IsLost && _peers is { } peers && peers.TrySend(message, Sender, isQuestion))
        {
            if (!isQuestion && !Sender.IsNobody() && _clientsOfPeer.Add(Sender))
                Context.Watch(Sender);
            return;
        }

        if (_state.IsCut)
        {
            _state.Drop();
            return;
        }

        if (isQuestion && _asked is null)
        {
            _asked = (_time.GetTimestamp(), _state.Heard);
            LookSoon();
        }

        _viosDb.Tell(message, Sender.IsNobody() ? ActorRefs.NoSender : PortOf(Sender));
    }

    private IActorRef PortOf(IActorRef client)
    {
        if (_ports.TryGetValue(client, out var known))
            return known;
        var (self, state) = (Self, _state);
        var port = Context.ActorOf(Props.Create(() => new ClusterNetworkPortActor(client, self, state)));
        Context.Watch(port);
        return _ports[client] = port;
    }

    private void Forget(Terminated ended)
    {
        if (_clientsOfPeer.Remove(ended.ActorRef))
        {
            _peers?.Forget(ended.ActorRef);
            return;
        }

        foreach (var (client, port) in _ports)
        {
            if (port.Equals(ended.ActorRef))
            {
                _ports.Remove(client);
                break;
            }
        }
    }

    private void Deliver(DbAnswered answered)
    {
        if (_state.IsLost && _peers?.Take(answered) is { } taken)
            taken.Client.Tell(taken.Message, Self);
    }

    private void LookSoon() => Timers.StartSingleTimer(nameof(Look), Look.Instance, LookInterval);

    /// <summary>While it is lost, or something was asked: whether it is back or lost, and whether there is a better peer.</summary>
    private void LookAtWay()
    {
        if (_asked is { } asked)
        {
            if (_state.Heard != asked.Heard)
            {
                _asked = null;
                if (_time.GetElapsedTime(_answeredAt) >= PatienceMax)
                    _patience = SilenceLimit;
            }
            else if (_time.GetElapsedTime(asked.At) >= _patience)
                Try();
        }

        if (_state.IsSilent)
            Try();
        if (_state.IsLost)
            ChoosePeer();
        if (_state.IsLost || _asked is not null)
            LookSoon();
    }

    private void ChoosePeer()
    {
        if (_peers is not { } peers || !peers.Choose())
            return;
        _log.Warning("What is for the VIOS DB goes through {0}.", peers.Through);
        Context.Parent.Tell(new ClusterNetworkChanged(true));
    }

    /// <summary>Without peers nothing would come of it: whoever asks repeats.</summary>
    private void Try()
    {
        if (_isTrying || _state.IsCut || _peers is null)
            return;
        _isTrying = true;
        _viosDb.Ask<object>(new GetViosDevices(_vios), _patience).PipeTo(
            Self, success: _ => new Tried(true), failure: _ => new Tried(false));
    }

    private void NoteTrial(Tried tried)
    {
        _isTrying = false;
        _asked = null;
        if (_state.IsSilent == !tried.IsAnswered)
            return;
        _state.IsSilent = !tried.IsAnswered;
        if (tried.IsAnswered)
        {
            _log.Info("The VIOS DB answers again.");
            _patience = _patience * 2 < PatienceMax ? _patience * 2 : PatienceMax;
            _answeredAt = _time.GetTimestamp();
            TakeOwnWay();
        }
        else
        {
            _log.Warning("The VIOS DB does not answer for {0}.", 2 * _patience);
            LookAtWay();
        }
    }

    private void TakeOwnWay()
    {
        if (_state.IsLost)
            return;
        _peers?.Close();
        Context.Parent.Tell(new ClusterNetworkChanged(true));
    }

    private void Cut(CutClusterNetwork cut)
    {
        if (_state.IsCut != cut.Cut)
        {
            _state.IsCut = cut.Cut;
            if (cut.Cut)
            {
                _log.Warning("The way to the VIOS DB is cut.");
                Context.Parent.Tell(new ClusterNetworkChanged(false));
                LookAtWay();
            }
            else
            {
                _log.Info("The way to the VIOS DB is restored.");
                _state.IsSilent = false;
                TakeOwnWay();
            }
        }

        Sender.Tell(Report());
    }

    private ClusterNetworkReport Report() =>
        new(_state.IsCut, _state.Dropped) { IsSilent = _state.IsSilent, Through = _state.IsLost ? _peers?.Through : null };

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed record Tried(bool IsAnswered);
}
