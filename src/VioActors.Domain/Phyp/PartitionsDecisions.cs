using VioActors.Domain.Common;
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

    public static Decision<IPartitionsEvent> Decide(PartitionsState state, IDomainMessage command) => command switch
    {
        DefinePartition define => Define(state, define),
        PairAdapters pair => Pair(state, pair),
        GetPartitions => Decision.Answer<IPartitionsEvent>(
            new PartitionsReply(state.Cec, state.Partitions.Values.ToValueList(), state.Pairs.ToValueList())),
        _ => FreezeDecisions.Decide(state, command)
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
        if (!state.Partitions.TryGetValue(pair.Client, out var client) || client.Kind == PartitionKind.Vios)
            return Refuse(RejectionCode.NotFound, $"Cannot pair adapters: {state.Cec} has no client partition {pair.Client}.");
        if (!state.Partitions.TryGetValue(pair.Vios, out var vios) || vios.Kind != PartitionKind.Vios)
            return Refuse(RejectionCode.NotFound, $"Cannot pair adapters: {state.Cec} has no VIOS partition {pair.Vios}.");
        if (state.Pairs.Find(existing => existing.Client == pair.Client && existing.Vios == pair.Vios) is { } made)
            return Decision.Answer<IPartitionsEvent>(new AdapterPairReply(made));
        var created = new AdapterPair(client.Id, NextSlot(state, client.Id), vios.Id, NextSlot(state, vios.Id));
        return Decision.Accept<IPartitionsEvent>(new AdapterPairReply(created), new AdaptersPaired(created));
    }

    private static SlotNumber NextSlot(PartitionsState state, PartitionId partition)
    {
        var used = state.Pairs.Where(pair => pair.Client == partition).Select(pair => pair.ClientSlot.Value)
            .Concat(state.Pairs.Where(pair => pair.Vios == partition).Select(pair => pair.ServerSlot.Value));
        return new SlotNumber(used.Append(FirstVirtualSlot - 1).Max() + 1);
    }

    private static Decision<IPartitionsEvent> Refuse(RejectionCode code, string reason) => Decision.Reject<IPartitionsEvent>(code, reason);
}
