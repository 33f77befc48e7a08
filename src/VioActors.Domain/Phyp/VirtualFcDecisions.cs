using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Phyp.IPartitionsEvent>;

namespace VioActors.Domain.Phyp;

/// <summary>What PHYP decides about virtual Fibre Channel adapters and their names (NPV-1, NPV-2). Pure; thread-safe.</summary>
internal static class VirtualFcDecisions
{
    /// <summary>Null when it is not about them.</summary>
    public static Outcome? Decide(PartitionsState state, IDomainMessage command, WwpnSource wwpns) => command switch
    {
        PairVirtualFc pair => Pair(state, pair, wwpns),
        UnpairAdapters unpair => Unpair(state, unpair),
        UseWwpn use => Use(state, use),
        GetVirtualFc => Decision.Answer<IPartitionsEvent>(new VirtualFcFound(
            state.Cec,
            state.VirtualFc.Values.OrderBy(adapter => adapter.Pair.Client).ThenBy(adapter => adapter.Pair.ClientSlot).ToValueList())),
        QueryVirtualFc query => state.VirtualFc.Values.FirstOrDefault(adapter =>
            adapter.Pair.Vios == query.Vios && adapter.Pair.ServerSlot == query.ServerSlot) is { } found
            ? Decision.Answer<IPartitionsEvent>(new VirtualFcReply(found))
            : Refuse(
                RejectionCode.NotFound,
                $"No Fibre Channel client adapter of {state.Cec} is paired with slot {query.ServerSlot} of partition {query.Vios}."),
        _ => null,
    };

    private static Outcome Pair(PartitionsState state, PairVirtualFc pair, WwpnSource wwpns)
    {
        if (PartitionsDecisions.FindFault(state, pair.Client, pair.Vios) is { } fault)
        {
            return Refuse(RejectionCode.NotFound, $"Cannot pair Fibre Channel adapters: {fault}.");
        }

        if (state.Partitions[pair.Client].Kind != PartitionKind.Client)
        {
            return Refuse(
                RejectionCode.Invalid,
                $"Cannot pair Fibre Channel adapters: {state.Partitions[pair.Client].Name} is no partition of this machine; its disks "
                    + "are reached over iSCSI.");
        }

        var known = state.VirtualFc.Values.Where(adapter => adapter.Pair.Client == pair.Client && adapter.Pair.Vios == pair.Vios)
            .OrderBy(adapter => adapter.Pair.ClientSlot)
            .FirstOrDefault(adapter => pair.ClientSlot is null || adapter.Pair.ClientSlot == pair.ClientSlot);
        if (known is not null)
        {
            return Decision.Answer<IPartitionsEvent>(new VirtualFcReply(known));
        }

        if (pair.ClientSlot is { Value: < PartitionsDecisions.FirstVirtualSlot })
        {
            return Refuse(
                RejectionCode.Invalid, $"Cannot pair Fibre Channel adapters: slot {pair.ClientSlot} of a partition is a serial adapter.");
        }

        if (pair.ClientSlot is { } slot && state.Pairs.Exists(other => other.Client == pair.Client && other.ClientSlot == slot))
        {
            return Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot pair Fibre Channel adapters: slot {slot} of partition {pair.Client} has another adapter; choose another slot.");
        }

        if (state.Wwpns.Next(wwpns.Prefix, wwpns.Floor) is not { } names)
        {
            return Refuse(
                RejectionCode.SpaceExhausted,
                $"Cannot pair Fibre Channel adapters: prefix {wwpns.Prefix} of {state.Cec} has no WWPN left, and none is ever used twice; "
                    + "give the machine another prefix.");
        }

        var made = new AdapterPair(
            pair.Client, pair.ClientSlot ?? PartitionsDecisions.NextSlot(state, pair.Client), pair.Vios,
            PartitionsDecisions.NextSlot(state, pair.Vios));
        var adapter = new VirtualFcAdapter(made, names, UsesSecond: false);
        return Decision.Accept<IPartitionsEvent>(new VirtualFcReply(adapter), new VirtualFcPaired(adapter));
    }

    private static Outcome Unpair(PartitionsState state, UnpairAdapters unpair)
    {
        if (state.Pairs.Find(pair => pair.Client == unpair.Client && pair.ClientSlot == unpair.ClientSlot) is not { } pair)
        {
            return Decision.NoOp<IPartitionsEvent>($"Partition {unpair.Client} has no adapter in slot {unpair.ClientSlot}.");
        }

        return state.Frozen.ContainsKey(unpair.Client)
            ? Refuse(
                RejectionCode.WrongStatus,
                $"Cannot take the adapter in slot {unpair.ClientSlot} of partition {unpair.Client} away: the partition is frozen and "
                    + "waits for its disks; release it first.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new AdaptersUnpaired(pair));
    }

    private static Outcome Use(PartitionsState state, UseWwpn use)
    {
        if (state.VirtualFc.GetValueOrDefault((use.Client, use.ClientSlot)) is not { } adapter)
        {
            return Refuse(
                RejectionCode.NotFound, $"Partition {use.Client} has no virtual Fibre Channel adapter in slot {use.ClientSlot}.");
        }

        return adapter.UsesSecond == use.Second
            ? Decision.NoOp<IPartitionsEvent>($"It uses {adapter.Active} already.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new WwpnChosen(use.Client, use.ClientSlot, use.Second));
    }

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IPartitionsEvent>(code, reason);
}
