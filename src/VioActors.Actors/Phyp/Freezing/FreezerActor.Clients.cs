using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>What a VIOS is told before it announces itself: who is going to log in through it.</summary>
internal sealed partial class FreezerActor
{
    private ActiveClientsFound ActiveClients(PartitionId vios)
    {
        if (_known is not { } known)
            return new ActiveClientsFound([]);
        var partitions = known.Partitions.ToDictionary(partition => partition.Id);
        return new ActiveClientsFound(known.Pairs
            .Where(pair => pair.Vios == vios && _lpars.ContainsKey(pair.Client) && partitions.ContainsKey(pair.Client))
            .Select(pair => new ActiveClient(pair.ServerSlot, new ClientIdentity(known.Cec, partitions[pair.Client], pair.ClientSlot)))
            .ToValueList());
    }
}
