using Akka.Actor;
using VioActors.Domain.Values;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>
/// Hypervisor call of a client partition: register the command/response queue of my adapter in this slot. Answered with
/// <see cref="CrqRegistered"/> or
/// <see cref="CrqRefused"/>. A repeat closes the former queue first.
/// </summary>
public sealed record RegisterCrq(PartitionId Client, SlotNumber Slot);

/// <summary>The adapter is connected: the VIOS has completed the login (ID-1).</summary>
public sealed record CrqRegistered(SlotNumber Slot);

/// <summary>There is no connection now.</summary>
/// <param name="Reason">For people.</param>
public sealed record CrqRefused(SlotNumber Slot, string Reason);

/// <summary>Told to the client adapter: the connection is gone; whatever was outstanding has no answer.</summary>
public sealed record CrqClosed(SlotNumber Slot, string Reason);

/// <summary>
/// Hypervisor call of a client partition: one SCSI command. Answered with <see cref="CrqResponse"/> unless the connection closes before.
/// </summary>
/// <param name="Tag">Unique among the live commands of the adapter.</param>
/// <param name="Cdb">Command descriptor block, 6 to 260 bytes.</param>
/// <param name="DataOut">Bytes for the device; empty: none. Not changed by the sender until the answer.</param>
/// <param name="DataInSizeBytes">Size of the buffer for bytes of the device; 0: none.</param>
public sealed record SendCrq(
    PartitionId Client, SlotNumber Slot, ulong LunField, uint Tag, ReadOnlyMemory<byte> Cdb, ReadOnlyMemory<byte> DataOut,
        int DataInSizeBytes)
    : INoSerializationVerificationNeeded;

/// <summary>The end of a command. Its receiver owns the buffer.</summary>
public sealed record CrqResponse(uint Tag, ScsiStatus Status, ReadOnlyMemory<byte> Sense, TransferBuffer? DataIn)
    : INoSerializationVerificationNeeded;

/// <summary>
/// Asks whether a VIOS that serves is at the other end of one of a client's adapters. Answered with <see cref="ClientServed"/>.
/// </summary>
internal sealed record FindWhetherServed(PartitionId Client);

/// <summary>Answer to <see cref="FindWhetherServed"/>.</summary>
internal sealed record ClientServed(bool IsServed);
