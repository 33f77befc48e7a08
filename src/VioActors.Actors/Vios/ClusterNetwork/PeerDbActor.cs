using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// Hands what other VIOSes send to the VIOS DB on by the own way of this one, and the answers and news back to them (RED-5). One for each
/// VIOS, made and supervised by it.
/// <para>Guarantee: it passes on to the DB itself and to no further VIOS; while its own way is lost it passes nothing on. Gap: what was on
/// its way when the interconnect broke is lost, as in a network; whoever asked asks again.</para>
/// </summary>
internal sealed class PeerDbActor : ReceiveActor
{
    /// <summary>Parts of other VIOSes that wait for something at once; further ones are dropped until there is room.</summary>
    private const int PortCountMax = 16 * 1024;

    private readonly IActorRef _viosDb;
    private readonly ClusterNetworkState _state;
    private readonly DbMessageCodec? _codec = DbMessageCodec.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<(CkeConnection, ulong), IActorRef> _ports = [];
    private readonly Dictionary<IActorRef, (CkeConnection, ulong)> _keys = [];

    public PeerDbActor(IActorRef viosDb, ClusterNetworkState state)
    {
        (_viosDb, _state) = (viosDb, state);
        Receive<PeerAsksDb>(Pass);
        Receive<PeerLeftDb>(left => Close(left.Connection));
        Receive<Terminated>(ended =>
        {
            if (_keys.Remove(ended.ActorRef, out var key))
                _ports.Remove(key);
        });
    }

    private void Pass(PeerAsksDb asked)
    {
        if (asked.Use == DbFrameUse.Close)
        {
            Close(asked.Connection);
            return;
        }

        if (_state.IsCut || _codec is null)
            return;
        if (!_codec.TryDecode(asked.Message, out var message, out var reason))
        {
            _log.Warning("A message of VIOS {0} to the VIOS DB cannot be passed on: {1}.", asked.Origin.Vios, reason);
            return;
        }

        if (asked.Client == 0)
            _viosDb.Tell(message, ActorRefs.NoSender);
        else if (PortOf(asked) is { } port)
            _viosDb.Tell(message, port);
    }

    private IActorRef? PortOf(PeerAsksDb asked)
    {
        var key = (asked.Connection, asked.Client);
        if (_ports.TryGetValue(key, out var known))
            return known;
        if (_ports.Count >= PortCountMax)
            return null;
        var (codec, isQuestion) = (_codec!, asked.Use == DbFrameUse.Question);
        var port = Context.ActorOf(Props.Create(() => new PeerDbPortActor(asked.Connection, asked.Client, isQuestion, codec)));
        Context.Watch(port);
        (_ports[key], _keys[port]) = (port, key);
        return port;
    }

    private void Close(CkeConnection connection)
    {
        foreach (var (key, port) in _ports)
        {
            if (ReferenceEquals(key.Item1, connection))
                Context.Stop(port);
        }
    }
}

/// <summary>
/// What the VIOS DB answers to instead of one part of another VIOS: sends it on over the interconnect. Ends with that, and one for a single
/// question with the answer.
/// </summary>
internal sealed class PeerDbPortActor : ReceiveActor
{
    /// <summary>Longer than any question is waited for.</summary>
    private static readonly TimeSpan QuestionLimit = TimeSpan.FromMinutes(2);

    public PeerDbPortActor(CkeConnection connection, ulong client, bool isQuestion, DbMessageCodec codec)
    {
        if (isQuestion)
            Context.SetReceiveTimeout(QuestionLimit);
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        Receive<IDomainMessage>(message =>
        {
            if (codec.Encode(message) is { } bytes)
                connection.Send(new CkeFrame(CkeFrameKind.Db, 0, 0, client, 0, 0, 0, bytes.Length), bytes);
            else
                Context.GetLogger().Warning("A {0} of the VIOS DB cannot go over an interconnect.", message.GetType().Name);
            if (isQuestion)
                Context.Stop(Self);
        });
    }
}
