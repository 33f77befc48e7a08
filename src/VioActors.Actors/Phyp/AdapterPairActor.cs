using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Nexus;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>
/// The pair of one client adapter and one server adapter: carries commands and answers between the two partitions, which never hold a
/// reference to each other (SYS-6). One for each pair in use, made and supervised by <see cref="PhypActor"/>.
/// <code>
///   Disconnected → Connecting → Connected ──lost──> Losing ──ReleasePair──> Disconnected (the client is told)
///                                    └──HoldPair──┐  └──HoldPair──> Holding ──RedrivePair──> Connected (nobody notices)
/// </code>
/// Guarantee: a command is answered at most once, and not after <see cref="CrqClosed"/>. While it holds, everything without an answer is
/// kept in its order and sent again when the path is clean (NPV-7); the client stands still meanwhile, so nothing overtakes it.
/// </summary>
internal sealed partial class AdapterPairActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LinkLimit = TimeSpan.FromSeconds(30);

    private readonly AdapterPair _pair;
    private readonly IActorRef _links;
    private readonly KeptRequests _requests = new();
    private readonly HashSet<ulong> _luns = [];
    private IActorRef _client = ActorRefs.Nobody;
    private ITargetNexus? _nexus;
    private long _connection;
    private long _closed;
    private string _reason = "";

    /// <param name="links">Makes connections to VIOSes of other processes.</param>
    public AdapterPairActor(AdapterPair pair, IActorRef links)
    {
        (_pair, _links) = (pair, links);
        Disconnected();
    }

    protected override void PostStop()
    {
        CloseNexus("the hypervisor's adapter pair stopped");
        if (!_client.IsNobody())
            _client.Tell(new CrqClosed(_pair.ClientSlot, "the hypervisor's adapter pair stopped"));
    }

    private void Disconnected()
    {
        Receive<Connect>(Begin);
        Receive<SendCrq>(_ => Sender.Tell(new CrqClosed(_pair.ClientSlot, "the adapter is not connected")));
        Receive<ProbePair>(Probe);
        Receive<Probed>(Conclude);
        Receive<RedrivePair>(_ => CloseNexus("the client has not connected yet"));
        Receive<NexusWasLost>(lost => lost.Connection == _connection, lost => CloseNexus(lost.Reason));
        Receive<ViosGone>(gone => CloseNexus(gone.Reason));
        IgnoreLate();
    }

    private void Connecting()
    {
        Receive<Connect>(Begin);
        Receive<Connected>(connected => connected.Connection == _connection, Take);
        Receive<SendCrq>(_ => Sender.Tell(new CrqClosed(_pair.ClientSlot, "the adapter is not connected yet")));

        // That a nexus is lost may be told before that it was made.
        Receive<NexusWasLost>(lost => lost.Connection == _connection, _ => _closed = _connection);
        Receive<ViosGone>(gone => Refuse(gone.Reason));
        Receive<ProbePair>(_ => Context.Parent.Tell(new PairUnclean(_pair, "the client is connecting")));
        IgnoreLate();
    }

    private void Serving()
    {
        Receive<Connect>(connect =>
        {
            Disconnect("the client registered its queue again");
            Begin(connect);
        });
        Receive<SendCrq>(send =>
        {
            Keep(send);
            _requests.Submit(_nexus!, _connection, Self);
        });
        ReceiveGivenUp();
        Receive<CrqTaskEnded>(IsHardError, Doubt);
        Receive<CrqTaskEnded>(ended => Answer(ended));
        Receive<NexusWasLost>(lost => lost.Connection == _connection, lost => Lose(lost.Reason));
        Receive<ViosGone>(gone => Lose(gone.Reason));
        Receive<HoldPair>(_ => Become(Holding));
        Receive<ReleasePair>(_ => { });
        Receive<ProbePair>(Probe);
        Receive<Probed>(Conclude);
        IgnoreLate();
    }

    /// <summary>PHYP decides whether the client is frozen or told.</summary>
    private void Losing()
    {
        Receive<Connect>(connect =>
        {
            Disconnect("the client registered its queue again");
            Begin(connect);
        });
        Receive<SendCrq>(Keep);
        Receive<CrqTaskEnded>(ended => Answer(ended, keeps: true));
        Receive<CrqTaskGivenUp>(KeepGivenUp);
        Receive<HoldPair>(_ => Become(Holding));
        Receive<ReleasePair>(release => Close(release.Reason));
        Receive<AskAgain>(_ => Context.Parent.Tell(new PairLost(_pair, _reason)));
        Receive<ProbePair>(_ => Context.Parent.Tell(new PairUnclean(_pair, _reason)));
        IgnoreLate();
    }

    private void Begin(Connect connect)
    {
        _client = Sender;
        GiveUpProbe("the client connects anew");
        CloseNexus("the client connects anew");
        Become(Connecting);
        var connection = ++_connection;
        LoginAsync(connect.Vios, connection, null).PipeTo(
            Self, success: login => new Connected(connection, login.Nexus),
            failure: cause => new Connected(connection, new NexusLogin(null, LoginRefusal.ServiceUnavailable, cause.Message)));
    }

    /// <param name="probed">Disks that are to answer before the client may go on; null: it runs.</param>
    private async Task<LinkOpened> LoginAsync(IActorRef vios, long connection, IReadOnlyList<ulong>? probed)
    {
        var (pair, self) = (_pair, _self);
        var (initiator, address) = (CrqInitiator.NameOf(pair.Client, pair.ClientSlot), $"partition {pair.Client} slot {pair.ClientSlot}");
        if (vios.Path.Address.HasGlobalScope)
        {
            var open = new OpenLink(
                vios, new OpenNexus(pair.ServerSlot, initiator, address, probed is not null, (probed ?? []).ToValueList()),
                new CrqSink(self, connection), LinkLimit);
            return await _links.Ask<LinkOpened>(open, LinkLimit + FindLimit).ConfigureAwait(false);
        }

        var found = await vios.Ask<TargetPortFound>(new FindTargetPortAt(pair.ServerSlot), FindLimit).ConfigureAwait(false);
        var login = found.Port is null
            ? new NexusLogin(null, LoginRefusal.ServiceUnavailable,
                $"partition {pair.Vios} has no server adapter in slot {pair.ServerSlot}")
            : await found.Port.LoginAsync(
                new InitiatorPort(initiator, 0, address),
                new CrqSink(self, connection), CancellationToken.None).ConfigureAwait(false);
        return new LinkOpened(login, null);
    }

    private void Take(Connected connected)
    {
        if (connected.Login.Nexus is not { } nexus)
        {
            Refuse(connected.Login.Reason);
            return;
        }

        if (connected.Connection == _closed)
        {
            nexus.Close("the path was lost again");
            Refuse("the path was lost while the client connected");
            return;
        }

        _nexus = nexus;
        Become(Serving);
        _client.Tell(new CrqRegistered(_pair.ClientSlot));
    }

    private void Keep(SendCrq send)
    {
        _luns.Add(send.LunField);
        if (!_requests.TryAdd(send, Sender))
            Sender.Tell(new CrqClosed(_pair.ClientSlot, $"tag {send.Tag} is in use already"));
    }

    /// <param name="keeps">An answer which only says that the path failed is none: the request is sent again later.</param>
    private void Answer(CrqTaskEnded ended, bool keeps = false)
    {
        var response = ended.Response;
        var sense = SenseSummary.Of(response.Sense.Span);
        if (keeps && response.Status != ScsiStatus.Good && (sense.IsPathFailure || sense.IsDiskFailure))
        {
            response.DataIn?.Dispose();
            _requests.Keep(ended.Tag, ended.Connection);
        }
        else if (_requests.Answer(ended.Tag, ended.Connection) is { } client)
        {
            client.Tell(new CrqResponse(ended.Tag, response.Status, response.Sense, response.DataIn), ActorRefs.NoSender);
        }
        else
        {
            response.DataIn?.Dispose();
        }
    }

    private void Lose(string reason)
    {
        _reason = reason;
        CloseNexus(reason);
        Become(Losing);
        Context.Parent.Tell(new PairLost(_pair, reason));
    }

    private void Refuse(string reason)
    {
        Become(Disconnected);
        _client.Tell(new CrqRefused(_pair.ClientSlot, reason));
    }

    private void Close(string reason)
    {
        Disconnect(reason);
        Become(Disconnected);
        _client.Tell(new CrqClosed(_pair.ClientSlot, reason));
    }

    private void Disconnect(string reason)
    {
        _isStill = false;
        CloseNexus(reason);
        _requests.Clear();
    }

    /// <summary>What was made for the current connection, a probe's nexus that is still to be told of too, is of no use any more.</summary>
    private void CloseNexus(string reason)
    {
        _nexus?.Close(reason);
        _nexus = null;
        _closed = _connection;
    }

    private void FreeQueue()
    {
        GiveUpProbe("the client freed its queue");
        _connection++;
        Disconnect("the client freed its queue");
        _client = ActorRefs.Nobody;
        Become(Disconnected);
    }

    /// <summary>Of a connection or a decision that is over.</summary>
    private void IgnoreLate()
    {
        Receive<Free>(_ => FreeQueue());
        Receive<Connected>(late => late.Login.Nexus?.Close("the connection was given up"));
        Receive<Probed>(late =>
        {
            if (late.Connection == _connection)
                GiveUpProbe("the path changed while it was looked at");
            if (!ReferenceEquals(late.Nexus, _nexus))
                late.Nexus?.Close("the probe was given up");
        });
        Receive<CrqTaskEnded>(late => late.Response.DataIn?.Dispose());
        Receive<CrqTaskGivenUp>(_ => { });
        Receive<SubmitAgain>(_ => { });
        Receive<NexusWasLost>(_ => { });
        Receive<ViosGone>(_ => { });
        Receive<HoldPair>(_ => { });
        Receive<TellClient>(_ => { });
        Receive<AskAgain>(_ => { });
        Receive<StillPair>(_ => { });
        Receive<ReleasePair>(_ => { });
        Receive<RedrivePair>(_ => { });
    }

    private readonly IActorRef _self = Context.Self;

    /// <summary>Told by PHYP: connect this pair to the VIOS; the sender is the client adapter.</summary>
    internal sealed record Connect(IActorRef Vios);

    /// <summary>Told by PHYP: the client has freed its queue; nobody waits for answers (H_FREE_CRQ).</summary>
    internal sealed record Free;

    /// <summary>Told by PHYP: the VIOS of this pair stopped.</summary>
    internal sealed record ViosGone(string Reason);

    private sealed record Connected(long Connection, NexusLogin Login) : INoSerializationVerificationNeeded;

    private sealed record NexusWasLost(long Connection, string Reason);

    private sealed class CrqSink(IActorRef pair, long connection) : INexusSink
    {
        public void NexusLost(string reason) => pair.Tell(new NexusWasLost(connection, reason), ActorRefs.NoSender);
    }
}
