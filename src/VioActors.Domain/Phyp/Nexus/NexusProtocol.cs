using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;

namespace VioActors.Domain.Phyp.Nexus;

/// <summary>
/// A hypervisor to a VIOS of another process: connect the client whose adapter is paired with the one in that slot. Answered with
/// <see cref="NexusOpened"/>, by the actor that has the connection from then on: it is told commands, and ends with its asker.
/// </summary>
/// <param name="Initiator">Name of the initiator port.</param>
/// <param name="Address">Where it is, for people.</param>
/// <param name="Probes">Whether its disks are to be looked at through the new connection before it is answered (NPV-6).</param>
/// <param name="Disks">Logical unit numbers of those; empty: all that are there.</param>
public sealed record OpenNexus(SlotNumber ServerSlot, string Initiator, string Address, bool Probes, ValueList<ulong> Disks)
    : IDomainMessage;

/// <summary>
/// A VIOS to the storage area network in another process: a virtual port logs in through a physical one (FDISC). Answered as
/// <see cref="OpenNexus"/>.
/// </summary>
/// <param name="CountMax">Virtual ports that the physical one supports at once.</param>
/// <param name="ForZoning">The login carries no I/O; nothing more is told to who answers.</param>
public sealed record OpenVirtualPort(Wwpn Through, Wwpn Port, int CountMax, bool ForZoning) : IDomainMessage;

/// <summary>Answer to <see cref="OpenNexus"/> and <see cref="OpenVirtualPort"/>.</summary>
/// <param name="IsOpen">False: refused, and nobody waits for commands.</param>
/// <param name="QueueDepthMax">Commands that may be outstanding.</param>
/// <param name="Refusal">Why, as a number of the SCSI target's; 0 when it is open.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Login">Of a virtual port; null: it is none, or was refused.</param>
/// <param name="Probe">Empty: the disks answer; else what is wrong; null: they were not looked at.</param>
public sealed record NexusOpened(
    bool IsOpen, int QueueDepthMax, int Refusal, string Reason, FabricLogin? Login, string? Probe = null) : IDomainMessage;

/// <summary>One SCSI command on an open connection.</summary>
/// <param name="Number">1, 2, 3…: a gap means that commands were lost, and ends the connection.</param>
/// <param name="DataIn">Size of the buffer for bytes of the device; 0: none.</param>
public sealed record NexusCommand(
    long Number, ulong Lun, uint Tag, int Attribute, FileBytes Cdb, FileBytes DataOut, long DataIn) : IDomainMessage;

/// <summary>The end of a command.</summary>
/// <param name="Number">1, 2, 3…: a gap means that answers were lost.</param>
/// <param name="IsAbandoned">It ended without an answer; the rest says nothing.</param>
/// <param name="HasData">There are bytes of the device, perhaps none.</param>
/// <param name="TransferSize">Bytes that the command calls for.</param>
public sealed record NexusAnswer(
    long Number, uint Tag, bool IsAbandoned, int Status, FileBytes Sense, bool HasData, FileBytes Data, long TransferSize)
    : IDomainMessage;

/// <summary>From time to time: so many commands were told until now. Answered with <see cref="NexusChecked"/>.</summary>
public sealed record CheckNexus(long Commands) : IDomainMessage;

/// <summary>All of them came; so many answers were told until now.</summary>
public sealed record NexusChecked(long Answers) : IDomainMessage;

/// <summary>Task management on an open connection. Answered with <see cref="NexusManaged"/>.</summary>
public sealed record ManageNexus(int Function, ulong Lun, uint Tag) : IDomainMessage;

/// <summary>Answer to <see cref="ManageNexus"/>: the response of SAM-5 clause 7.1 as a number.</summary>
public sealed record NexusManaged(int Response) : IDomainMessage;

/// <summary>To either end of a connection: it is over.</summary>
public sealed record EndNexus(string Reason) : IDomainMessage;
