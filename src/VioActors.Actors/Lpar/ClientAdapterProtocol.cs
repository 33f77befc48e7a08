using Akka.Actor;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Lpar;

/// <summary>The guest's disk driver gives a command to one adapter. Answered with <see cref="AdapterIoEnded"/>, always.</summary>
/// <param name="Id">Chosen by the driver; comes back.</param>
/// <param name="DataOut">Not changed by the sender until the answer.</param>
internal sealed record AdapterIo(long Id, ulong LunField, ReadOnlyMemory<byte> Cdb, ReadOnlyMemory<byte> DataOut, int DataInSizeBytes)
    : INoSerializationVerificationNeeded;

/// <summary>How a command ended at one adapter.</summary>
internal enum AdapterIoResult
{
    Good,

    /// <summary>This path cannot do it now: another may.</summary>
    PathFailed,

    /// <summary>The device refused it; another path would too.</summary>
    Refused,
}

/// <summary>The end of a command. Its receiver owns the buffer.</summary>
internal sealed record AdapterIoEnded(long Id, SlotNumber Slot, AdapterIoResult Result, string Detail, TransferBuffer? DataIn)
    : INoSerializationVerificationNeeded;

/// <summary>Told by an adapter to its partition: it is connected, or not.</summary>
internal sealed record AdapterState(SlotNumber Slot, bool Connected, string Detail);
