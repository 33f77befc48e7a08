using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>Told to a CEC about one of its virtual machines (NPV-12).</summary>
public interface IMachineCommand
{
    PartitionId Client { get; }
}

/// <summary>
/// Gives a CEC what its machines run with; those whose process has outlived the hypervisor are taken over. Answered with <see cref="Ok"/>.
/// </summary>
public sealed record ProvideMachines(MachineEnvironment Environment) : INoSerializationVerificationNeeded;

/// <summary>
/// Starts a machine. Answered with <see cref="MachineReport"/> when its processors run (or are held because its VIOS is interrupted), or
/// with <see cref="Rejected"/>. One that runs already is left alone.
/// </summary>
public sealed record ActivateMachine(PartitionId Client) : IMachineCommand, INoSerializationVerificationNeeded;

/// <summary>
/// Ends a machine: its guest is asked to shut down, and ended after a limit. Answered with <see cref="MachineReport"/> when it has ended.
/// </summary>
/// <param name="Immediately">Without asking the guest.</param>
public sealed record ShutDownMachine(PartitionId Client, bool Immediately) : IMachineCommand, INoSerializationVerificationNeeded
{
    /// <summary>Its CEC ends, and boots it again when it starts.</summary>
    public bool StaysActivated { get; init; }
}

/// <summary>Asks how a machine is. Answered with <see cref="MachineReport"/> or <see cref="Rejected"/>.</summary>
public sealed record GetMachineReport(PartitionId Client) : IMachineCommand, INoSerializationVerificationNeeded;

/// <summary>Asks for the end of a machine's console. Answered with <see cref="MachineConsole"/> or <see cref="Rejected"/>.</summary>
/// <param name="LineCount">Most lines, 1 to 10,000.</param>
public sealed record GetMachineConsole(PartitionId Client, int LineCount) : IMachineCommand, INoSerializationVerificationNeeded;

/// <summary>The last lines that a guest wrote to its console.</summary>
public sealed record MachineConsole(ValueList<string> Lines) : INoSerializationVerificationNeeded;

/// <summary>
/// Ends every machine of a CEC in order; those that were active boot again when the CEC starts. Answered with <see cref="Ok"/> when none
/// runs.
/// </summary>
public sealed record ShutDownMachines : INoSerializationVerificationNeeded;

/// <summary>Where a machine is in its life.</summary>
public enum MachineState
{
    NotActivated,
    Starting,
    Running,

    /// <summary>Its processors stand still.</summary>
    Stopped,
    ShuttingDown,
}

/// <summary>How a machine is.</summary>
/// <param name="Machine">As it was started; when it does not run, as it is defined.</param>
/// <param name="ProcessId">Of its QEMU; null when none runs.</param>
/// <param name="Stops">How often its processors were stopped since it was activated.</param>
/// <param name="DiskErrors">Errors that its disks answered since then.</param>
/// <param name="Detail">Why it ended or does not run, for people.</param>
public sealed record MachineReport(
    QemuMachine Machine, string Name, MachineState State, int? ProcessId, long Stops, long DiskErrors, string Detail)
    : INoSerializationVerificationNeeded
{
    /// <summary>What the host's kernel gives it of its processors, or why its profile is not enforced; empty: it does not run.</summary>
    public string Share { get; init; } = "";
}
