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
/// <para>Up ⇄ Lost: cut on purpose; or silent: questions stay without an answer, one that is asked to find out too; or the DB says that it
/// can store nothing. While it is lost, messages go through a peer VIOS that reaches the DB (RED-5). Without one they are dropped in both
/// directions while it is cut, as a network drops them, and take the own way else: whoever asks repeats or gives up. While it is up, a
/// query or allocation that alone stays without an answer is sent
/// through a peer, too (<see cref="OpenQuestions"/>). Whenever the way is another one, the VIOS is told, and compares what it has with
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
    private readonly Dictionary<IActorRef, IActorRef> _clientsOfPorts = [];
    private readonly HashSet<IActorRef> _clientsOfPeer = [];
    private readonly OpenQuestions _open;
    private readonly UnwritablePlaces _unwritable;
    private PeerWay? _peers;
    private PeerWay? _nextPeers;
    private IActorRef? _connector;
    private (long At, long Heard)? _asked;
    private bool _isTrying;
    private TimeSpan _patience = SilenceLimit;
    private long _answeredAt;

    public ClusterNetworkActor(VioUuid vios, IActorRef viosDb, ClusterNetworkState state, TimeProvider time)
    {
        (_vios, _viosDb, _state, _time, _open) = (vios, viosDb, state, time, new OpenQuestions(time));
        _unwritable = new UnwritablePlaces(time);
        Receive<CutClusterNetwork>(Cut);
        Receive<GetClusterNetworkReport>(_ => Sender.Tell(Report()));
        Receive<DbThroughPeers>(Use);
        Receive<DbAnswered>(Deliver);
        Receive<DbWritesAnnounced>(NoteWrites);
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

        // A registration is repeated by whoever asks, but nothing else is asked before it is answered.
        if (isQuestion || (message is RegisterVios && _peers is not null))
        {
            if (_asked is null && _open.IsEmpty)
                LookSoon();
            _asked ??= (_time.GetTimestamp(), _state.Heard);
            if (OpenQuestions.MayComeLate(message))
                _open.Add(Sender, message, _state.Heard);
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
        _clientsOfPorts[port] = client;
        return _ports[client] = port;
    }

    private void Forget(Terminated ended)
    {
        if (_clientsOfPeer.Remove(ended.ActorRef))
        {
            _peers?.Forget(ended.ActorRef);
            return;
        }

        if (_clientsOfPorts.Remove(ended.ActorRef, out var client))
        {
            _ports.Remove(client);
            _open.Remove(client);
        }
    }

    private void Deliver(DbAnswered answered)
    {
        if (_peers?.Take(answered) is { Message: not DbWritesAnnounced } taken)
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
        if (_state.WriteProblem is not null)
            LookAtWrites();
        if (_state.IsLost)
            ChoosePeer();
        else if (_peers is { } peers)
            _open.PassOn(_patience, _state.Heard, (message, client) => PassOn(peers, message, client));
        if (_state.IsLost || _asked is not null || !_open.IsEmpty)
            LookSoon();
    }

    private bool PassOn(PeerWay peers, object message, IActorRef client)
    {
        peers.Choose();
        if (!peers.TrySend(message, client, isQuestion: true))
            return false;
        _log.Debug("The VIOS DB does not answer a {0}; it is asked through {1}, too.", message.GetType().Name, peers.Through);
        return true;
    }

    /// <summary>What goes through a peer goes on there until one of the others can be taken.</summary>
    private void Use(DbThroughPeers through)
    {
        if (_codec is not { } codec)
            return;
        _nextPeers = new PeerWay(through.Relay, codec);
        if (!_state.IsLost || _peers?.Through is null)
            TakeNextPeers();
        _connector = through.Connector ?? _connector;
    }

    private void TakeNextPeers()
    {
        if (_nextPeers is null)
            return;
        _peers?.Close();
        (_peers, _nextPeers) = (_nextPeers, null);
        _connector?.Tell(PoisonPill.Instance);
        _connector = null;
    }

    private void ChoosePeer()
    {
        if (_nextPeers?.Choose() == true)
            TakeNextPeers();
        else if (_peers?.Choose() != true)
        {
            if (_peers is { Through: null })
                _connector?.Tell(ConnectToPeers.Instance);
            return;
        }

        var peers = _peers!;
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
            _peers?.Close();
            LookAtWay();
        }
    }

    /// <summary>What the DB says of itself by the own way; what it says by that of a peer, the peer hears too.</summary>
    private void NoteWrites(DbWritesAnnounced announced)
    {
        if (_state.IsCut)
            return;
        _unwritable.Note(announced);
        NoteWriteProblem();
    }

    private void NoteWriteProblem()
    {
        var (before, wasLost, problem) = (_state.WriteProblem, _state.IsLost, _unwritable.Problem);
        if (before == problem)
            return;
        _state.WriteProblem = problem;
        Context.Parent.Tell(new DbWritesChanged(problem));
        if (problem is null)
        {
            _log.Info("The VIOS DB stores again.");
            TakeOwnWay();
        }
        else if (!wasLost)
        {
            _log.Warning("The VIOS DB answers, but stores nothing: {0}", problem);
            _peers?.Close();
            LookAtWay();
        }
    }

    /// <summary>A DB to which both ways lead tells whoever subscribed through a peer there; the own way is to hear it, too.</summary>
    private void LookAtWrites()
    {
        if (_unwritable.AreQuiet && !_state.IsCut)
            _viosDb.Tell(new SubscribeVios(_vios), PortOf(Context.Parent));
        _unwritable.ForgetOld();
        NoteWriteProblem();
    }

    private void TakeOwnWay()
    {
        if (_state.IsLost)
            return;
        _peers?.Close();
        TakeNextPeers();
        Context.Parent.Tell(new ClusterNetworkChanged(true));
    }

    private void Cut(CutClusterNetwork cut)
    {
        if (_state.IsCut != cut.Cut)
        {
            _state.IsCut = cut.Cut;
            _unwritable.Clear();
            NoteWriteProblem();
            if (cut.Cut)
            {
                _log.Warning("The way to the VIOS DB is cut.");
                _peers?.Close();
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
        new(_state.IsCut, _state.Dropped)
        {
            IsSilent = _state.IsSilent,
            WriteProblem = _state.WriteProblem,
            Through = _state.IsLost ? _peers?.Through : null,
            PassedOn = _open.PassedOn,
        };

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed record Tried(bool IsAnswered);
}
