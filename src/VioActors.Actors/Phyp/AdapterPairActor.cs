using Akka.Actor;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Phyp;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>
/// The pair of one client adapter and one server adapter: carries commands and answers between the two partitions, which never hold a
/// reference to each
/// other (SYS-6). One for each pair in use, made and supervised by <see cref="PhypActor"/>.
/// <para>Disconnected → Connecting → Connected → Disconnected.</para>
/// Guarantee: a command is answered at most once, and not after <see cref="CrqClosed"/>.
/// </summary>
internal sealed class AdapterPairActor : ReceiveActor
{
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(10);

    private readonly AdapterPair _pair;
    private IActorRef _client = ActorRefs.Nobody;
    private ITargetNexus? _nexus;
    private long _connection;

    public AdapterPairActor(AdapterPair pair)
    {
        _pair = pair;
        Disconnected();
    }

    protected override void PostStop() => Disconnect("the hypervisor's adapter pair stopped");

    private void Disconnected()
    {
        Receive<Connect>(Begin);
        Receive<SendCrq>(_ => Sender.Tell(new CrqClosed(_pair.ClientSlot, "the adapter is not connected")));
        Receive<Connected>(late => late.Login.Nexus?.Close("the connection was given up"));
        Receive<NexusWasLost>(_ => { });
        Receive<ViosGone>(_ => { });
    }

    private void Connecting()
    {
        Receive<Connect>(Begin);
        Receive<Connected>(connected => connected.Connection == _connection, Take);
        Receive<Connected>(late => late.Login.Nexus?.Close("the connection was given up"));
        Receive<SendCrq>(_ => Sender.Tell(new CrqClosed(_pair.ClientSlot, "the adapter is not connected yet")));
        Receive<NexusWasLost>(_ => { });
        Receive<ViosGone>(gone => Refuse(gone.Reason));
    }

    private void Serving()
    {
        Receive<Connect>(connect =>
        {
            Disconnect("the client registered its queue again");
            Begin(connect);
        });
        Receive<SendCrq>(Submit);
        Receive<NexusWasLost>(lost => lost.Connection == _connection, lost => Close(lost.Reason));
        Receive<NexusWasLost>(_ => { });
        Receive<ViosGone>(gone => Close(gone.Reason));
        Receive<Connected>(late => late.Login.Nexus?.Close("the connection was given up"));
    }

    private void Begin(Connect connect)
    {
        _client = Sender;
        var connection = ++_connection;
        var (vios, pair, self) = (connect.Vios, _pair, Self);
        Become(Connecting);
        LoginAsync().PipeTo(
            Self, success: login => new Connected(connection, login),
            failure: cause => new Connected(connection, new NexusLogin(null, LoginRefusal.ServiceUnavailable, cause.Message)));

        async Task<NexusLogin> LoginAsync()
        {
            var found = await vios.Ask<TargetPortFound>(new FindTargetPortAt(pair.ServerSlot), FindLimit).ConfigureAwait(false);
            return found.Port is null
                ? new NexusLogin(null, LoginRefusal.ServiceUnavailable,
                    $"partition {pair.Vios} has no server adapter in slot {pair.ServerSlot}")
                : await found.Port.LoginAsync(
                    new InitiatorPort($"crq.{pair.Client}.{pair.ClientSlot}", 0, $"partition {pair.Client} slot {pair.ClientSlot}"),
                    new CrqSink(self, connection), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Take(Connected connected)
    {
        if (connected.Login.Nexus is not { } nexus)
        {
            Refuse(connected.Login.Reason);
            return;
        }

        _nexus = nexus;
        Become(Serving);
        _client.Tell(new CrqRegistered(_pair.ClientSlot));
    }

    private void Submit(SendCrq send) => _nexus!.Submit(new CrqTask(send.DataOut, Sender)
    {
        LunField = send.LunField,
        Tag = send.Tag,
        Attribute = TaskAttribute.Simple,
        Cdb = send.Cdb,
        DataOutSizeBytes = send.DataOut.Length,
        DataInSizeBytes = send.DataInSizeBytes,
    });

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
        _nexus?.Close(reason);
        _nexus = null;
    }

    /// <summary>Told by PHYP: connect this pair to the VIOS; the sender is the client adapter.</summary>
    internal sealed record Connect(IActorRef Vios);

    /// <summary>Told by PHYP: the VIOS of this pair stopped.</summary>
    internal sealed record ViosGone(string Reason);

    private sealed record Connected(long Connection, NexusLogin Login) : INoSerializationVerificationNeeded;

    private sealed record NexusWasLost(long Connection, string Reason);

    private sealed class CrqSink(IActorRef pair, long connection) : INexusSink
    {
        public void NexusLost(string reason) => pair.Tell(new NexusWasLost(connection, reason), ActorRefs.NoSender);
    }
}
