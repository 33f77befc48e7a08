using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>What PHYP decides about partition definitions. Thread-safe.</summary>
public static class PartitionsDecisions
{
    /// <summary>Partition ids that one CEC can have.</summary>
    public const int PartitionCountMax = 1000;

    /// <summary>Slots 0 and 1 of a partition are its serial adapters.</summary>
    public const int FirstVirtualSlot = 2;

    /// <summary>Longest partition name in characters.</summary>
    public const int NameLengthMax = 63;

    public static Decision<IPartitionsEvent> Decide(PartitionsState state, IDomainMessage command) =>
        Decide(state, command, new WwpnSource(WwpnPrefix.Of(state.Cec), 0));

    /// <param name="wwpns">Where new WWPNs come from.</param>
    public static Decision<IPartitionsEvent> Decide(PartitionsState state, IDomainMessage command, WwpnSource wwpns) => command switch
    {
        DefinePartition define => Define(state, define),
        PairAdapters pair => Pair(state, pair),
        GetPartitions => Decision.Answer<IPartitionsEvent>(
            new PartitionsReply(state.Cec, state.Partitions.Values.ToValueList(), state.Pairs.ToValueList())),
        _ => VirtualFcDecisions.Decide(state, command, wwpns)
            ?? FreezeDecisions.Decide(state, command) ?? MachineDecisions.Decide(state, command) ?? ProfileDecisions.Decide(state, command)
            ?? ActivationDecisions.Decide(state, command)
            ?? Decision.Reject<IPartitionsEvent>(RejectionCode.Invalid, $"{state.Cec} has no answer to {command.GetType().Name}."),
    };

    private static Decision<IPartitionsEvent> Define(PartitionsState state, DefinePartition define)
    {
        if (define.Kind is not (PartitionKind.Vios or PartitionKind.Client or PartitionKind.ExternalHost))
            return Refuse(RejectionCode.Invalid, $"Cannot define partition '{define.Name}': it needs a kind.");
        if (define.Name.Length is 0 or > NameLengthMax)
            return Refuse(RejectionCode.Invalid, $"Cannot define partition '{define.Name}': a name has 1 to {NameLengthMax} characters.");
        if (state.Partitions.Values.FirstOrDefault(partition => partition.Name == define.Name) is { } existing)
        {
            return existing.Kind == define.Kind && existing.Initiators.Equals(define.Initiators)
                ? Decision.Answer<IPartitionsEvent>(new PartitionReply(existing))
                : Refuse(RejectionCode.AlreadyExists, $"Cannot define {define.Kind} partition '{define.Name}': partition {existing.Id} "
                    + $"has that name and is defined otherwise ({existing.Kind}); choose another name.");
        }

        if (state.Partitions.Count >= PartitionCountMax)
            return Refuse(RejectionCode.Invalid, $"Cannot define partition '{define.Name}': {state.Cec} has {PartitionCountMax} "
                + "partitions already; remove one first.");
        var id = state.Partitions.IsEmpty ? 1 : state.Partitions.Keys.Max().Value + 1;
        var partition = new Partition(new PartitionId(id), define.Name, define.Kind, define.Initiators);
        return Decision.Accept<IPartitionsEvent>(new PartitionReply(partition), new PartitionDefined(partition));
    }

    private static Decision<IPartitionsEvent> Pair(PartitionsState state, PairAdapters pair)
    {
        if (FindFault(state, pair.Client, pair.Vios) is { } fault)
            return Refuse(RejectionCode.NotFound, $"Cannot pair adapters: {fault}.");
        if (state.Pairs.Find(existing => existing.Client == pair.Client && existing.Vios == pair.Vios && !state.IsVirtualFc(existing))
            is { } made)
            return Decision.Answer<IPartitionsEvent>(new AdapterPairReply(made));
        var created = new AdapterPair(pair.Client, NextSlot(state, pair.Client), pair.Vios, NextSlot(state, pair.Vios));
        return Decision.Accept<IPartitionsEvent>(new AdapterPairReply(created), new AdaptersPaired(created));
    }

    /// <summary>Why a client and a VIOS cannot be paired, as the second half of a sentence; null when they can.</summary>
    internal static string? FindFault(PartitionsState state, PartitionId client, PartitionId vios) =>
        !state.Partitions.TryGetValue(client, out var found) || found.Kind == PartitionKind.Vios
            ? $"{state.Cec} has no client partition {client}"
        : !state.Partitions.TryGetValue(vios, out found) || found.Kind != PartitionKind.Vios ? $"{state.Cec} has no VIOS partition {vios}"
        : null;

    internal static SlotNumber NextSlot(PartitionsState state, PartitionId partition)
    {
        var used = state.Pairs.Where(pair => pair.Client == partition).Select(pair => pair.ClientSlot.Value)
            .Concat(state.Pairs.Where(pair => pair.Vios == partition).Select(pair => pair.ServerSlot.Value));
        return new SlotNumber(used.Append(FirstVirtualSlot - 1).Max() + 1);
    }

    private static Decision<IPartitionsEvent> Refuse(RejectionCode code, string reason) => Decision.Reject<IPartitionsEvent>(code, reason);
}
