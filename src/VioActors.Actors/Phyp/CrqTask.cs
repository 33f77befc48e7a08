using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>A command which came through a command/response queue. PHYP copies between the partitions' memory, as its RDMA calls
/// do.</summary>
internal sealed class CrqTask(ReadOnlyMemory<byte> dataOut, IActorRef pair, long connection) : ScsiTask
{
    private int _ended;

    public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
        new(TransferBuffer.CopyOf(dataOut.Span[..sizeBytes]));

    public override void Complete(ScsiResponse response)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            throw new InvalidOperationException($"The command with tag {Tag} was ended twice.");
        pair.Tell(new CrqTaskEnded(connection, Tag, response), ActorRefs.NoSender);
    }

    public override void Abandon()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            pair.Tell(new CrqTaskGivenUp(connection, Tag), ActorRefs.NoSender);
    }
}

/// <summary>The VIOS answered a command; to the adapter pair that had sent it.</summary>
internal sealed record CrqTaskEnded(long Connection, uint Tag, ScsiResponse Response) : INoSerializationVerificationNeeded;

/// <summary>
/// The VIOS gave a command up without an answer, to the adapter pair that had sent it: its nexus ends, or another initiator has reset the
/// unit.
/// </summary>
internal sealed record CrqTaskGivenUp(long Connection, uint Tag);
