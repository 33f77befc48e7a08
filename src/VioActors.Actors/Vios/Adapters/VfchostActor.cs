using Akka.Actor;
using Akka.Event;
using VioActors.Actors.San;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// One virtual Fibre Channel server adapter: lets its one client (NPV-1) into the fabric through the physical port that it is mapped
/// to, under
/// the client's own name (NPV-2). One for each adapter, made and supervised by <see cref="AdaptersActor"/>.
/// <para>A login runs: ask PHYP for the client's name → record at the daemon → FDISC through the port → answer. Only then can the
/// client send
/// a command (ID-1).</para>
/// Guarantee: commands pass through unchanged, and none after the adapter, its port's link or its mapping is gone. Another mapping ends the
/// login; the client logs in again by itself.
/// </summary>
internal sealed partial class VfchostActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(10);

    private readonly VhostPorts _ports;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ServerAdapter _adapter;
    private AdapterName? _port;
    private PassThroughNexus? _nexus;
    private FabricSink? _sink;
    private FabricLogin? _login;
    private int _loginCount;

    /// <param name="port">The physical port that it is mapped to; null: none.</param>
    public VfchostActor(ServerAdapter adapter, AdapterName? port, VhostPorts ports)
    {
        (_adapter, _port, _ports) = (adapter, port, ports);
        Receive<VfchostChanged>(Change);
        Receive<NexusRequested>(request =>
        {
            _loginCount++;
            LogIn(request, Sender, _port);
        });
        Receive<LoginEnded>(Complete);
        ReceivePreparing();
        Receive<NexusGone>(gone => ReferenceEquals(gone.Sink, _sink), _ => Forget());
        Receive<NexusGone>(gone => IsPrepared(gone.Sink), _ => DropPrepared("its fabric login is gone"));
        Receive<NexusGone>(_ => { });
        Receive<LogInWwpns>(log => LogInForZoningAsync(log, _adapter, _port, _login?.Port).PipeTo(
            Sender, failure: cause => new Rejected(RejectionCode.Busy, $"{_adapter.Name}: {cause.Message}")));
        Receive<GetVfchost>(_ => Sender.Tell(new VfchostReport(_adapter.Name, _port, _login, _nexus?.Passed ?? 0)));
        Receive<Status.Failure>(failure => _log.Error(failure.Cause, "Work of {0} failed.", _adapter.Name));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        _nexus?.Close($"{_adapter.Name} is gone");
        if (_prepared is { } prepared)
            Discard(prepared, $"{_adapter.Name} is gone");
    }

    /// <summary>Each login ends, and is answered, whatever fails in it.</summary>
    private void LogIn(NexusRequested request, IActorRef transport, AdapterName? port) =>
        LoginAsync(request, transport, _adapter, port, TakePrepared(request.Initiator)).PipeTo(
            Self,
            failure: cause => new LoginEnded(transport, new FabricEntry(
                port, null, null, new FabricSink(_self), null, LoginRefusal.ServiceUnavailable, cause.Message)));

    private async Task<LoginEnded> LoginAsync(
        NexusRequested request, IActorRef transport, ServerAdapter adapter, AdapterName? port, Task<FabricEntry>? prepared)
    {
        if (prepared is not null && await TakeOverAsync(request, adapter, port, prepared).ConfigureAwait(false) is { } ready)
            return new LoginEnded(transport, ready);
        var sink = new FabricSink(_self);
        sink.Serve(request.Sink);
        var record = new RecordClientLogin(adapter.Name, adapter.Slot, request.Initiator.Name);
        return new LoginEnded(transport, await EnterAsync(record, port, sink).ConfigureAwait(false));
    }

    /// <summary>The steps of a login that ask others. Safe to repeat: a later login in the fabric takes over.</summary>
    private async Task<FabricEntry> EnterAsync(RecordClientLogin record, AdapterName? port, FabricSink sink)
    {
        FabricEntry Refused(LoginRefusal refusal, string reason) => new(port, null, null, sink, null, refusal, reason);
        try
        {
            if (port is null)
                return Refused(LoginRefusal.NotAuthorized, $"{record.Adapter} is mapped to no physical port");
            if (await FindClientAsync(record.ServerSlot).ConfigureAwait(false) is not { } client)
                return Refused(LoginRefusal.NotAuthorized, $"no Fibre Channel client is paired with {record.Adapter}");
            var recorded = await _ports.Daemon.Ask<ClientLoginAnswer>(record with { Physical = port }, StepLimit).ConfigureAwait(false);
            if (recorded.Identity is null)
                return Refused(recorded.Refusal, recorded.Reason);
            var answer = await _ports.FcPorts.Ask<VirtualPortAnswer>(new LogInThrough(port, client.Active, sink), StepLimit)
                .ConfigureAwait(false);
            return answer.Nexus.Nexus is { } fabric
                ? new FabricEntry(port, client.Active, new PassThroughNexus(fabric), sink, answer.Login, LoginRefusal.None, "")
                : Refused(answer.Nexus.Refusal, answer.Nexus.Reason);
        }
        catch (AskTimeoutException)
        {
            return Refused(LoginRefusal.ServiceUnavailable, $"the login at {record.Adapter} took longer than {StepLimit}");
        }
    }

    private void Complete(LoginEnded ended)
    {
        // One that a former life of this actor began is not counted.
        _loginCount = Math.Max(0, _loginCount - 1);
        var entry = ended.Entry;
        if (entry.Nexus is not { } nexus)
        {
            _log.Debug("{0} refused a login: {1}.", _adapter.Name, entry.Reason);
            ended.Transport.Tell(new NexusLogin(null, entry.Refusal, entry.Reason));
            LogOutWhenUnused();
            return;
        }

        if (entry.Port != _port || entry.Sink.IsLost)
        {
            nexus.Close("its adapter is mapped to another port");
            ended.Transport.Tell(new NexusLogin(
                null, LoginRefusal.ServiceUnavailable, $"the link or the mapping of {_adapter.Name} changed meanwhile"));
            LogOutWhenUnused();
            return;
        }

        _nexus?.Close("the client logged in again");
        (_nexus, _sink, _login) = (nexus, entry.Sink, entry.Login);
        _log.Info("{0}: {1} is logged in through {2}.", _adapter.Name, _login!.Port, _port);
        ended.Transport.Tell(new NexusLogin(nexus, LoginRefusal.None, ""));
    }

    private void Change(VfchostChanged change)
    {
        var moved = change.Port != _port;
        (_adapter, _port) = (change.Adapter, change.Port);
        if (!moved)
            return;
        const string Reason = "its adapter is mapped to another port";
        _nexus?.Close(Reason);

        // One that still runs is judged at its end.
        if (_prepared is { IsCompleted: true })
            DropPrepared(Reason);
    }

    private void Forget()
    {
        (_nexus, _sink, _login) = (null, null, null);
        LogOutWhenUnused();
    }

    private void LogOutWhenUnused()
    {
        if (_nexus is null && _loginCount == 0 && _prepared is null)
            _ports.Daemon.Tell(new RecordClientLogout(_adapter.Name, _adapter.Slot));
    }

    private async Task<object> LogInForZoningAsync(LogInWwpns log, ServerAdapter adapter, AdapterName? port, Wwpn? used)
    {
        if (port is null)
            return new Rejected(RejectionCode.WrongStatus, $"{adapter.Name} is mapped to no physical port; map it first.");
        if (await FindClientAsync(adapter.Slot).ConfigureAwait(false) is not { } client)
            return new Rejected(RejectionCode.NotFound, $"No Fibre Channel client is paired with {adapter.Name}.");
        var results = new Dictionary<Wwpn, string>();
        foreach (var wwpn in new[] { client.Wwpns.First, client.Wwpns.Second })
        {
            results[wwpn] = wwpn == used ? "in use"
                : await LogForZoningAsync(log.LoggedIn, port, wwpn).ConfigureAwait(false);
        }

        return new WwpnsAnswer(results);
    }

    private async Task<string> LogForZoningAsync(bool wanted, AdapterName port, Wwpn wwpn)
    {
        if (_ports.San is not { } san)
            return "no storage area network is cabled to this machine";
        var known = (await san.Ask<SanReport>(GetSanReport.Instance, StepLimit).ConfigureAwait(false)).Logins.Find(wwpn);
        if (!wanted)
        {
            await san.Ask<Ok>(new LogOutPort(wwpn, "an administrator wanted it"), StepLimit).ConfigureAwait(false);
            return known is null ? "was not logged in" : "logged out";
        }

        if (known is not null)
            return $"is logged in through {known.Through}";
        var answer = await _ports.FcPorts.Ask<VirtualPortAnswer>(new LogInThrough(port, wwpn, null), StepLimit).ConfigureAwait(false);
        return answer.Login is { } login ? $"logged in as {login.NPortId:x6}" : answer.Nexus.Reason;
    }

    private async Task<VirtualFcAdapter?> FindClientAsync(SlotNumber slot) =>
        (await _ports.Phyp.Ask<object>(new QueryVirtualFc(_ports.Partition, slot), StepLimit).ConfigureAwait(false)
            as VirtualFcReply)?.Adapter;

    private readonly IActorRef _self = Context.Self;

    /// <summary>The steps of a login ended.</summary>
    private sealed record LoginEnded(IActorRef Transport, FabricEntry Entry) : INoSerializationVerificationNeeded;

    /// <summary>A client's login to the fabric, or why there is none.</summary>
    /// <param name="Port">The physical port through which it was tried.</param>
    /// <param name="Client">The name under which the client is in; null when refused.</param>
    /// <param name="Nexus">Null when refused.</param>
    private sealed record FabricEntry(
        AdapterName? Port, Wwpn? Client, PassThroughNexus? Nexus, FabricSink Sink, FabricLogin? Login, LoginRefusal Refusal, string Reason);

    private sealed record NexusGone(FabricSink Sink) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Tells the client's side, as soon as there is one, and the adapter that the login is over. Thread-safe.
    /// </summary>
    private sealed class FabricSink(IActorRef adapter) : INexusSink
    {
        private readonly Lock _gate = new();
        private INexusSink? _client;
        private bool _isLost;

        public bool IsLost
        {
            get
            {
                lock (_gate)
                    return _isLost;
            }
        }

        /// <summary>Who is to be told. False: it is over already, and nobody is.</summary>
        public bool Serve(INexusSink client)
        {
            lock (_gate)
            {
                if (_isLost)
                    return false;
                _client = client;
                return true;
            }
        }

        public void NexusLost(string reason)
        {
            INexusSink? client;
            lock (_gate)
                (_isLost, client) = (true, _client);
            client?.NexusLost(reason);
            adapter.Tell(new NexusGone(this), ActorRefs.NoSender);
        }
    }
}

/// <summary>Told by <see cref="AdaptersActor"/>: the adapter's row and the physical port that it is mapped to now.</summary>
internal sealed record VfchostChanged(ServerAdapter Adapter, AdapterName? Port);

/// <summary>Asks a virtual Fibre Channel server adapter how it is. Answered with <see cref="VfchostReport"/>.</summary>
internal sealed record GetVfchost
{
    public static GetVfchost Instance { get; } = new();
}
