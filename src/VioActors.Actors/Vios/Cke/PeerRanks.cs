using System.Buffers.Binary;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// The members that a VIOS could run its I/O at, best first: those of its own CEC (RED-6), then the others in an order that differs from
/// VIOS to VIOS, so that in a large cluster each is first for as many as any other. Every VIOS reaches the whole pool, so each of them
/// will do. Pure; thread-safe.
/// </summary>
internal static class PeerRanks
{
    /// <summary>Members that are active in the incarnation which they registered and can be reached, best first.</summary>
    public static List<RankedPeer> Of(ClusterData cluster, VioUuid self, CecId cec)
    {
        var seed = Mix(self.Value, 0);
        var ranked = new List<RankedPeer>(cluster.Nodes.Count);
        foreach (var node in cluster.Nodes)
        {
            if (IsPeer(node, self))
                ranked.Add(PeerOf(node, node.Definition.Drc.Cec == cec, Mix(node.Vios.Value, seed)));
        }

        ranked.Sort();
        return ranked;
    }

    /// <summary>The first few of them, and how many there are. Costs little also in a large cluster.</summary>
    public static (List<RankedPeer> Best, int Count) BestOf(ClusterData cluster, VioUuid self, CecId cec, int countMax)
    {
        var seed = Mix(self.Value, 0);
        var best = new List<RankedPeer>(countMax + 1);
        var count = 0;
        foreach (var node in cluster.Nodes.AsSpan())
        {
            if (!IsPeer(node, self))
                continue;
            count++;
            var (near, place) = (node.Definition.Drc.Cec == cec, Mix(node.Vios.Value, seed));
            if (best.Count == countMax && (countMax == 0 || !best[^1].IsWorseThan(near, place)))
                continue;
            var rank = best.FindIndex(other => other.IsWorseThan(near, place));
            best.Insert(rank < 0 ? best.Count : rank, PeerOf(node, near, place));
            if (best.Count > countMax)
                best.RemoveAt(countMax);
        }

        return (best, count);
    }

    /// <summary>
    /// The member can be had as a peer. One that has not opened the pool yet closes every connection: when a large cluster starts, most
    /// are like that for a while.
    /// </summary>
    public static bool IsPeer(ClusterNode node, VioUuid self) =>
        node.Vios != self && node is { Status: NodeStatus.Active, Registration.Interconnects.Count: > 0 }
        && !IsStarting(node.Registration);

    private static bool IsStarting(ViosRegistration? registration)
    {
        foreach (var layer in (registration?.Stack ?? []).AsSpan())
        {
            if (layer is { Layer: StackLayer.StorageVirtualization, Status: LayerStatus.Starting })
                return true;
        }

        return false;
    }

    /// <summary>Both give the same peers. Costs little: in a large cluster there are many changes that are about none.</summary>
    public static bool AreAlike(ClusterData former, ClusterData cluster)
    {
        if (former.Nodes.Count != cluster.Nodes.Count)
            return false;
        for (var index = 0; index < cluster.Nodes.Count; index++)
        {
            var (before, now) = (former.Nodes[index], cluster.Nodes[index]);
            if (!ReferenceEquals(before, now) && (before.Vios != now.Vios || before.Status != now.Status
                || before.Registration?.Incarnation != now.Registration?.Incarnation
                || IsStarting(before.Registration) != IsStarting(now.Registration)
                || !Equals(before.Registration?.Interconnects, now.Registration?.Interconnects)))
                return false;
        }

        return true;
    }

    private static RankedPeer PeerOf(ClusterNode node, bool onOwnCec, ulong place) =>
        new(new CkeParty(node.Vios, node.Registration!.Incarnation), node, onOwnCec, place);

    private static ulong Mix(Guid value, ulong seed)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        var mixed = Scatter(seed ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return Scatter(mixed ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>Neighbouring values come out far apart.</summary>
    private static ulong Scatter(ulong value)
    {
        value = (value ^ (value >> 31)) * 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 29)) * 0xD6E8_FEB8_6659_FD93;
        return value ^ (value >> 32);
    }
}

/// <summary>A member as a peer of one VIOS. Compares smaller when it is the better one. Immutable.</summary>
/// <param name="OnOwnCec">Both are on one machine.</param>
/// <param name="Place">Decides among those that are equally near.</param>
internal sealed record RankedPeer(CkeParty Party, ClusterNode Node, bool OnOwnCec, ulong Place) : IComparable<RankedPeer>
{
    public int CompareTo(RankedPeer? other)
    {
        if (other is null)
            return -1;
        var near = other.OnOwnCec.CompareTo(OnOwnCec);
        return near != 0 ? near : Place.CompareTo(other.Place);
    }

    /// <summary>Than one of that machine and place.</summary>
    public bool IsWorseThan(bool onOwnCec, ulong place) => onOwnCec != OnOwnCec ? onOwnCec : place < Place;
}
