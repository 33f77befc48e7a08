using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Machines;

/// <summary>
/// A client partition that is a real virtual machine, run by the hypervisor through QEMU (NPV-12). Its disks are not listed: they are what
/// its server adapters serve. Immutable.
/// </summary>
/// <param name="Client">Its partition, of kind <see cref="PartitionKind.ExternalHost"/>.</param>
/// <param name="MemoryMebibytes">Memory in MiB.</param>
/// <param name="Processors">Virtual processors.</param>
/// <param name="Kernel">Path of a kernel to boot directly; empty: the machine boots from its first disk.</param>
/// <param name="Initrd">Path of the kernel's initial file system; empty: none.</param>
/// <param name="KernelArguments">Command line of the kernel; empty: none.</param>
/// <param name="ExtraArguments">Further arguments for QEMU, as they are.</param>
/// <param name="FreezeOn">Events of a VIOS which freeze it (NPV-4). Empty: none, and an error of its disk is told to its guest.</param>
/// <param name="Origin">The image that it was made of; null: none.</param>
public sealed record QemuMachine(
    PartitionId Client, int MemoryMebibytes, int Processors, string Kernel, string Initrd, string KernelArguments,
    ValueList<string> ExtraArguments, ValueList<ViosEventKind> FreezeOn, MachineOrigin? Origin = null);

/// <summary>Of which image a machine is (OSI-8), and what tells it from the others. Immutable.</summary>
/// <param name="Image">The image, by the LU of its disk.</param>
/// <param name="Name">What its guest is to call itself.</param>
/// <param name="Address">Network address for its guest; empty: none.</param>
/// <param name="HasLeft">
/// It has gone on from the image's memory, and its disk with it: from its next activation on it boots from that disk.
/// </param>
public sealed record MachineOrigin(LuUdid Image, string Name, string Address, bool HasLeft);

/// <summary>
/// Sets what a machine is; replaces what it was, from its next activation on. Answered with <see cref="Ok"/>, <see cref="NoOp"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record DefineMachine(QemuMachine Machine) : ICommand;

/// <summary>Asks for the machines of the CEC. Answered with <see cref="MachinesReply"/>.</summary>
public sealed record GetMachines : IQuery;

/// <summary>Every machine of the CEC, ordered by partition.</summary>
public sealed record MachinesReply(ValueList<QemuMachine> Machines) : IReply;

public sealed record MachineDefined(QemuMachine Machine) : IPartitionsEvent;
