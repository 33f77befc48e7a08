using Akka.Actor;
using Akka.Event;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// The way of one VIOS to the shared VIOS DB, and back (SYS-5): everything between the two goes through here. One for each VIOS, made and
/// supervised by it.
/// <para>Up ⇄ Cut, on purpose. While it is cut, messages are dropped in both directions, as a network drops them: whoever asks repeats or
/// gives up. Restored, the VIOS is told, and compares what it has with the DB (REG-12).</para>
/// </summary>
internal sealed class ClusterNetworkActor : ReceiveActor
{
    private readonly IActorRef _viosDb;
    private readonly ClusterNetworkState _state = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, IActorRef> _ports = [];

    public ClusterNetworkActor(IActorRef viosDb)
    {
        _viosDb = viosDb;
        Receive<CutClusterNetwork>(Cut);
        Receive<GetClusterNetworkReport>(_ => Sender.Tell(Report()));
        Receive<Terminated>(ended =>
        {
            foreach (var (client, port) in _ports)
            {
                if (port.Equals(ended.ActorRef))
                {
                    _ports.Remove(client);
                    break;
                }
            }
        });
        ReceiveAny(Pass);
    }

    private void Pass(object message)
    {
        if (_state.IsCut)
            _state.Drop();
        else
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

    private void Cut(CutClusterNetwork cut)
    {
        if (_state.IsCut != cut.Cut)
        {
            _state.IsCut = cut.Cut;
            if (cut.Cut)
                _log.Warning("The way to the VIOS DB is cut.");
            else
                _log.Info("The way to the VIOS DB is restored.");
            Context.Parent.Tell(new ClusterNetworkChanged(!cut.Cut));
        }

        Sender.Tell(Report());
    }

    private ClusterNetworkReport Report() => new(_state.IsCut, _state.Dropped);
}

/// <summary>Whether the way is cut, for the actors at both of its ends. Thread-safe.</summary>
internal sealed class ClusterNetworkState
{
    private volatile bool _isCut;
    private long _dropped;

    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    public long Dropped => Volatile.Read(ref _dropped);

    public void Drop() => Interlocked.Increment(ref _dropped);
}
