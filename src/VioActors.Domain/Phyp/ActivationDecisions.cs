using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp;

/// <summary>What PHYP decides about which partitions are to run. Thread-safe.</summary>
public static class ActivationDecisions
{
    public const int BlockCountMax = 1 << 24;

    public const int RateMax = 1_000_000;

    /// <summary>Null when it is not about activations.</summary>
    internal static Decision<IPartitionsEvent>? Decide(PartitionsState state, IDomainMessage command) => command switch
    {
        NoteActivated note => Note(state, note.Activation),
        NoteDeactivated note => state.Activations.ContainsKey(note.Client)
            ? Decision.Accept<IPartitionsEvent>(Ok.Instance, new PartitionDeactivated(note.Client))
            : Decision.NoOp<IPartitionsEvent>($"Partition {note.Client} is not to run."),
        GetActivations => Decision.Answer<IPartitionsEvent>(new ActivationsReply(state.Activations.Values.ToValueList())),
        _ => null,
    };

    private static Decision<IPartitionsEvent> Note(PartitionsState state, PartitionActivation activation)
    {
        if (Fault(state, activation) is { } fault)
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.Invalid, $"Cannot note that partition {activation.Client} is to run: {fault}.");
        }

        return activation.Equals(state.Activations.GetValueOrDefault(activation.Client))
            ? Decision.NoOp<IPartitionsEvent>($"Partition {activation.Client} is to run so.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new PartitionActivated(activation));
    }

    private static string? Fault(PartitionsState state, PartitionActivation activation) => activation.Guest switch
    {
        null => state.Machines.ContainsKey(activation.Client) ? null : "it is no virtual machine",
        _ when state.Partitions.GetValueOrDefault(activation.Client)?.Kind != PartitionKind.Client => "it has no built-in guest",
        { Lun: < 0 or > LunNumber.Max } or { BlockCount: < 0 or > BlockCountMax } or { RatePerSecond: < 0 or > RateMax } =>
            "what its guest does is out of range",
        _ => null,
    };
}
