using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>What PHYP decides about its look-up table of events and notes about frozen partitions (NPV-4). Thread-safe.</summary>
public static class FreezeDecisions
{
    /// <summary>Null when it is not about freezing.</summary>
    internal static Decision<IPartitionsEvent>? Decide(PartitionsState state, IDomainMessage command) => command switch
    {
        RegisterEvents register => Register(state, register),
        NoteFrozen note => Note(state, note),
        NoteResumed note => state.Frozen.ContainsKey(note.Client)
            ? Decision.Accept<IPartitionsEvent>(Ok.Instance, new PartitionResumed(note.Client))
            : Decision.NoOp<IPartitionsEvent>($"Partition {note.Client} is not frozen."),
        GetEventTable => Decision.Answer<IPartitionsEvent>(new EventTableReply(
            state.Events.Select(entry => new EventRegistration(entry.Key, entry.Value)).ToValueList(), state.Frozen.Values.ToValueList())),
        _ => null,
    };

    /// <summary>
    /// Whether a client must be frozen when a VIOS is interrupted: the event is registered or built in, and no other VIOS that the client
    /// is paired with can serve it (NPV-10). Pure.
    /// </summary>
    /// <param name="serves">Whether a VIOS serves its clients now.</param>
    public static bool MustFreeze(
        PartitionId client, PartitionId vios, ViosEventKind kind, IEnumerable<AdapterPair> pairs,
        IReadOnlyCollection<ViosEventKind> registered, IReadOnlyCollection<ViosEventKind> builtIn, Func<PartitionId, bool> serves)
    {
        if (!registered.Contains(kind) && !builtIn.Contains(kind))
        {
            return false;
        }

        var own = pairs.Where(pair => pair.Client == client).ToList();
        return own.Exists(pair => pair.Vios == vios) && !own.Exists(pair => pair.Vios != vios && serves(pair.Vios));
    }

    /// <summary>Whether each of the events is one that may be registered.</summary>
    public static bool AreKnown(IEnumerable<ViosEventKind> events) =>
        events.All(kind => kind != ViosEventKind.Unspecified && Enum.IsDefined(kind));

    private static Decision<IPartitionsEvent> Register(PartitionsState state, RegisterEvents register)
    {
        if (!state.Partitions.TryGetValue(register.Client, out var client) || client.Kind == PartitionKind.Vios)
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.NotFound, $"Cannot register events: {state.Cec} has no client partition {register.Client}.");
        }

        if (!AreKnown(register.Events))
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.Invalid, $"Cannot register events of partition {register.Client}: one of them is not known.");
        }

        var events = register.Events.Distinct().Order().ToValueList();
        return (state.Events.GetValueOrDefault(register.Client) ?? []).Equals(events)
            ? Decision.NoOp<IPartitionsEvent>($"Partition {register.Client} has registered these events.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new EventsRegistered(new EventRegistration(register.Client, events)));
    }

    private static Decision<IPartitionsEvent> Note(PartitionsState state, NoteFrozen note)
    {
        if (!state.Partitions.ContainsKey(note.Client))
        {
            return Decision.Reject<IPartitionsEvent>(RejectionCode.NotFound, $"{state.Cec} has no partition {note.Client}.");
        }

        var known = state.Frozen.GetValueOrDefault(note.Client);
        return known is not null && known.Vios == note.Vios && known.Kind == note.Kind
            ? Decision.NoOp<IPartitionsEvent>($"Partition {note.Client} is noted as frozen.")
            : Decision.Accept<IPartitionsEvent>(
                Ok.Instance,
                new PartitionFrozen(new FrozenPartition(note.Client, note.Vios, note.Kind, TextRule.Shorten(note.Reason), note.AtUtc)));
    }
}
