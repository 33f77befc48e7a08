using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// One peer VIOS in one incarnation: keeps a connection over each interconnect, made anew when it breaks, and pings over each. One for each
/// peer, made and supervised by <see cref="CkeActor"/>.
/// <para>An interconnect whose pings stay unanswered is given up and connected again. Guarantee: no I/O goes to another incarnation than
/// its own. When another one answers, its own has ended: only messages to the VIOS DB go there, until the cluster data shows it. Gap:
/// between a silent loss and the last unanswered ping, requests wait.</para>
/// </summary>
internal sealed class PeerActor : ReceiveActor, IWithTimers
{
    /// <summary>An interconnect which is back by then is no matter for an administrator.</summary>
    private static readonly TimeSpan WarnAfter = TimeSpan.FromSeconds(2);

    private readonly CkeParty _peer;
    private readonly ValueList<string> _addresses;
    private readonly PeerRoute _route;
    private readonly Interconnects _interconnects;
    private readonly IoRelay _relay;
    private readonly IoRedundancySettings _settings;
    private readonly TimeProvider _time;
    private readonly IActorRef _viosDb;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PeerLink?[] _links;
    private readonly bool[] _refused;

    /// <summary>Closes what was being connected, or has not been taken yet, when this actor ends: nobody would.</summary>
    private readonly CancellationTokenSource _stopped = new();
    private bool _isSucceeded;

    public PeerActor(
        CkeParty peer, ValueList<string> addresses, PeerRoute route, Interconnects interconnects, IoRelay relay,
        IoRedundancySettings settings, TimeProvider time, IActorRef viosDb)
    {
        _viosDb = viosDb;
        _peer = peer;
        _addresses = addresses;
        _route = route;
        _interconnects = interconnects;
        _relay = relay;
        _settings = settings;
        _time = time;
        _links = new PeerLink?[addresses.Count];
        _refused = new bool[addresses.Count];
        Receive<Connect>(connect => ConnectAsync(connect.Index).PipeTo(
            Self, success: connected => connected,
            failure: cause => new NotConnected(connect.Index, cause.Message, IsRefusal(cause))));
        Receive<Connected>(Adopt);
        Receive<NotConnected>(NoteFailure);
        Receive<LinkEnded>(Forget);
        Receive<InterconnectCut>(cut => DropCut(cut.Index));
        Receive<PingAll>(_ => Ping());
        Receive<StaysDown>(down =>
            _log.Warning("Interconnect {0} to {1} is down for {2}: {3}", down.Index, _route.Name, WarnAfter, down.Reason));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        for (var index = 0; index < _links.Length; index++)
            Self.Tell(new Connect(index));
        Timers.StartPeriodicTimer(nameof(PingAll), PingAll.Instance, _settings.PingInterval, _settings.PingInterval);
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        foreach (var link in _links)
            link?.Dispose();
    }

    private async Task<Connected> ConnectAsync(int index)
    {
        using var limit = new CancellationTokenSource(_settings.ConnectLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopped.Token);
        if (!IPEndPoint.TryParse(_addresses[index], out var address))
            throw new IOException($"its interconnect {index} is '{_addresses[index]}', which is no address");
        var connection = await _interconnects.ConnectAsync(index, address, _peer.Vios, either.Token).ConfigureAwait(false);
        var link = new PeerLink(index, connection, _route, _time, answered => _viosDb.Tell(answered, ActorRefs.NoSender));
        return new Connected(link, connection.Other.Incarnation, _stopped.Token.Register(link.Dispose));
    }

    private void Adopt(Connected connected)
    {
        var link = connected.Link;
        connected.Closing.Dispose();
        if (link.HasEnded)
            return;
        if (connected.Incarnation != _peer.Incarnation && !TrySucceed(connected))
            return;
        if (_interconnects.IsCut(link.Index))
            link.End("it was cut meanwhile");
        _links[link.Index] = link;
        _refused[link.Index] = false;
        Timers.Cancel((nameof(StaysDown), link.Index));
        link.Start();
        link.Ended.PipeTo(Self, success: reason => new LinkEnded(link, reason));
        _log.Info("Interconnect {0} to {1} is up.", link.Index, _route.Name);
        link.Ping(_relay.IsLocalUp);
    }

    /// <summary>
    /// Its addresses are another incarnation's now, so its own has ended. False: it has not, one interconnect still leads there.
    /// </summary>
    private bool TrySucceed(Connected connected)
    {
        var reason = $"incarnation {connected.Incarnation} answers where {_peer.Incarnation} is expected";
        if (!_isSucceeded && Array.Exists(_links, link => link is not null))
        {
            connected.Link.End(reason);
            Retry(connected.Link.Index, reason);
            return false;
        }

        if (!_isSucceeded)
            _log.Info("{0}: {1}; it gets no I/O until it has registered.", _route.Name, reason);
        _isSucceeded = true;
        _route.Fence();
        return true;
    }

    private void Forget(LinkEnded ended)
    {
        if (!ReferenceEquals(_links[ended.Link.Index], ended.Link))
            return;
        _links[ended.Link.Index] = null;
        _log.Info("Interconnect {0} to {1} is down: {2}", ended.Link.Index, _route.Name, ended.Reason);

        // Of a peer that stops in order this actor hears before that.
        Timers.StartSingleTimer((nameof(StaysDown), ended.Link.Index), new StaysDown(ended.Link.Index, ended.Reason), WarnAfter);

        // At once: when the process of the peer is gone this tells it.
        Self.Tell(new Connect(ended.Link.Index));
    }

    /// <summary>
    /// Nobody listens at any of its addresses: the system closes them when the last thread of the process has ended, so nothing that it had
    /// begun can reach the storage any more, long before its lease is over (RED-6). Should something on the way have refused for it, it is
    /// used again when it answers.
    /// </summary>
    private void NoteFailure(NotConnected failed)
    {
        _refused[failed.Index] = failed.IsRefused;
        if (failed.IsRefused && Array.TrueForAll(_refused, refused => refused) && Array.TrueForAll(_links, link => link is null))
            _route.NoteRefused();
        Retry(failed.Index, failed.Reason);
    }

    private static bool IsRefusal(Exception cause) =>
        cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private void Retry(int index, string reason)
    {
        _log.Debug("Interconnect {0} to {1}: {2}", index, _route.Name, reason);
        Timers.StartSingleTimer((nameof(Connect), index), new Connect(index), _settings.PingInterval);
    }

    private void DropCut(int index)
    {
        for (var link = 0; link < _links.Length; link++)
        {
            if (link % _interconnects.Count == index && _interconnects.IsCut(link))
                _links[link]?.End("it is cut");
        }
    }

    private void Ping()
    {
        foreach (var link in _links)
        {
            if (link is null)
                continue;
            if (link.UnansweredPings >= _settings.PingMissesMax)
                link.End($"{link.UnansweredPings} pings were not answered");
            else
                link.Ping(_relay.IsLocalUp);
        }
    }

    /// <summary>An interconnect of this VIOS was cut or restored on purpose.</summary>
    internal sealed record InterconnectCut(int Index);

    private sealed record Connect(int Index);

    /// <summary>A connection that nobody has yet.</summary>
    /// <param name="Closing">Closes it when the actor that it was made for ends.</param>
    private sealed record Connected(PeerLink Link, long Incarnation, CancellationTokenRegistration Closing)
        : INoSerializationVerificationNeeded;

    private sealed record NotConnected(int Index, string Reason, bool IsRefused);

    private sealed record LinkEnded(PeerLink Link, string Reason) : INoSerializationVerificationNeeded;

    private sealed record StaysDown(int Index, string Reason);

    private sealed record PingAll
    {
        public static PingAll Instance { get; } = new();
    }
}
