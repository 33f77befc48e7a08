using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>Told to a CEC about images of its machines (OSI-8). One after the other; what takes longer waits.</summary>
public interface IMachineImageCommand;

/// <summary>
/// Makes an image: a hidden machine, to whose disk nobody else can log in, boots from a clone of the disk, and is kept as it is when it
/// says that it is ready. Answered with <see cref="ImageMade"/> or <see cref="Rejected"/>; whatever fails, nothing of it stays.
/// </summary>
/// <param name="Disk">LU that it boots from, or works on; it is not changed.</param>
/// <param name="Machine">What it is; its partition does not count.</param>
/// <param name="Ready">Text on its console that says that it can be kept.</param>
/// <param name="Vioses">Through which it has its disk; empty: all of the CEC.</param>
public sealed record CreateMachineImage(
    string Name, LuUdid Disk, QemuMachine Machine, string Ready, TimeSpan ReadyLimit, ValueList<string> Vioses)
    : IMachineImageCommand, INoSerializationVerificationNeeded;

/// <summary>
/// Defines a machine of an image: with a clone of its disk under the machine's name, and what tells it from the others. Its first
/// activation goes on where the hidden machine stood. Answered with <see cref="PartitionReply"/> or <see cref="Rejected"/>.
/// </summary>
/// <param name="Address">Network address for its guest; empty: none.</param>
/// <param name="Vioses">Through which it has its disk; empty: all of the CEC.</param>
public sealed record DefineFromImage(
    string Name, string Image, string Address, ValueList<ViosEventKind> FreezeOn, ValueList<string> Vioses)
    : IMachineImageCommand, INoSerializationVerificationNeeded;

/// <summary>
/// Deletes an image of a machine; refused while a machine shares its memory, or is to. Answered with <see cref="Ok"/> or
/// <see cref="Rejected"/>.
/// </summary>
public sealed record DeleteMachineImage(string Name) : IMachineImageCommand, INoSerializationVerificationNeeded;

/// <summary>From a machine: no process of it runs.</summary>
internal sealed record MachineNotActive(QemuMachine Machine) : IMachineImageCommand, INoSerializationVerificationNeeded;
