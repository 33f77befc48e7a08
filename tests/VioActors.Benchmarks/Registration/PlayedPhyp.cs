using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Benchmarks.Registration;

/// <summary>
/// The hypervisor of one CEC as its VIOSes see it, without timers: two VIOSes, and behind each server slot a client partition of its own.
/// </summary>
internal sealed class PlayedPhyp : ReceiveActor
{
    public const int FirstClient = 10;

    public PlayedPhyp(CecId cec, int clientsPerVios)
    {
        var vioses = new[] { 1, 2 }.Select(id => new Partition(new PartitionId(id), $"vios{id}", PartitionKind.Vios, []));
        var clients = Enumerable.Range(0, 2 * clientsPerVios).Select(Client).ToList();
        Receive<GetPartitions>(_ => Sender.Tell(new PartitionsReply(cec, vioses.Concat(clients).ToValueList(), [])));
        Receive<QueryClientIdentity>(query =>
        {
            var number = ((query.Vios.Value - 1) * clientsPerVios) + query.ServerSlot.Value - FirstSlot;
            Sender.Tell(new ClientIdentity(cec, clients[number], ClientSlot));
        });
        Receive<FindActiveClients>(_ => Sender.Tell(new ActiveClientsFound([])));
        ReceiveAny(_ => { });
    }

    /// <summary>Of the first server adapter of each VIOS.</summary>
    public static int FirstSlot => 2;

    /// <summary>Of each client's adapter.</summary>
    public static SlotNumber ClientSlot { get; } = new(2);

    /// <summary>The client behind a server adapter of a VIOS, both counted from 0.</summary>
    public static PartitionId ClientOf(int viosOnCec, int adapter, int clientsPerVios) =>
        Client((viosOnCec * clientsPerVios) + adapter).Id;

    private static Partition Client(int number) =>
        new(new PartitionId(FirstClient + number), $"client{number}", PartitionKind.Client, []);
}
