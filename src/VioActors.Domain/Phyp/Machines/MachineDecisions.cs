using VioActors.Domain.Common;

namespace VioActors.Domain.Phyp.Machines;

/// <summary>What PHYP decides about its virtual machines (NPV-12). Thread-safe.</summary>
public static class MachineDecisions
{
    /// <summary>Name of the partition in which a CEC makes images of machines; its own alone.</summary>
    public const string HiddenPartitionName = "hidden-machine";

    public const int MemoryMebibytesMin = 16;

    public const int MemoryMebibytesMax = 1 << 20;

    public const int ProcessorsMax = 64;

    /// <summary>Arguments beyond the own ones.</summary>
    public const int ExtraArgumentsMax = 64;

    /// <summary>Longest path or argument in characters.</summary>
    public const int TextLengthMax = 4096;

    /// <summary>Longest name or address that a guest is told, in characters.</summary>
    public const int IdentityLengthMax = 100;

    /// <summary>Null when it is not about machines.</summary>
    internal static Decision<IPartitionsEvent>? Decide(PartitionsState state, IDomainMessage command) => command switch
    {
        DefineMachine define => Define(state, define.Machine),
        GetMachines => Decision.Answer<IPartitionsEvent>(new MachinesReply(state.Machines.Values.ToValueList())),
        _ => null,
    };

    private static Decision<IPartitionsEvent> Define(PartitionsState state, QemuMachine machine)
    {
        if (!state.Partitions.TryGetValue(machine.Client, out var partition) || partition.Kind != PartitionKind.ExternalHost)
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.NotFound,
                $"Cannot define a machine: {state.Cec} has no external host {machine.Client}; define the partition first.");
        }

        if (Fault(machine) is { } fault)
        {
            return Decision.Reject<IPartitionsEvent>(
                RejectionCode.Invalid, $"Cannot define machine '{partition.Name}': {fault}.");
        }

        machine = machine with { FreezeOn = machine.FreezeOn.Distinct().Order().ToValueList() };
        return machine.Equals(state.Machines.GetValueOrDefault(machine.Client))
            ? Decision.NoOp<IPartitionsEvent>($"Machine '{partition.Name}' is defined so.")
            : Decision.Accept<IPartitionsEvent>(Ok.Instance, new MachineDefined(machine));
    }

    private static string? Fault(QemuMachine machine)
    {
        string[] texts = [machine.Kernel, machine.Initrd, machine.KernelArguments, .. machine.ExtraArguments];
        return machine switch
        {
            { MemoryMebibytes: < MemoryMebibytesMin or > MemoryMebibytesMax } =>
                $"{machine.MemoryMebibytes} MiB of memory is not {MemoryMebibytesMin} to {MemoryMebibytesMax}",
            { Processors: < 1 or > ProcessorsMax } => $"{machine.Processors} virtual processors is not 1 to {ProcessorsMax}",
            { Kernel: "", Initrd: not "" } or { Kernel: "", KernelArguments: not "" } =>
                "an initial file system and arguments need a kernel",
            _ when machine.ExtraArguments.Count > ExtraArgumentsMax => $"it has more than {ExtraArgumentsMax} extra arguments",
            _ when Array.Exists(texts, text => text.Length > TextLengthMax || text.Contains('\0', StringComparison.Ordinal)) =>
                $"a path or argument is longer than {TextLengthMax} characters or holds a zero character",
            _ when machine.FreezeOn.Any(kind => kind == ViosEventKind.Unspecified || !Enum.IsDefined(kind)) =>
                "one of the events that freeze it is not known",
            { Origin: { } origin } when IsNoLine(origin.Name) || origin.Name.Length == 0 || IsNoLine(origin.Address) =>
                $"its name or address is longer than {IdentityLengthMax} characters or holds control characters",
            _ => null,
        };
    }

    private static bool IsNoLine(string text) => text.Length > IdentityLengthMax || text.Any(char.IsControl);
}
