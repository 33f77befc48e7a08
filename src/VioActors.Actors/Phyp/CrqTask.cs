using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>A command which came through a command/response queue. PHYP copies between the partitions' memory, as its RDMA calls
/// do.</summary>
internal sealed class CrqTask(ReadOnlyMemory<byte> dataOut, IActorRef client) : ScsiTask
{
    private int _ended;

    public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
        new(TransferBuffer.CopyOf(dataOut.Span[..sizeBytes]));

    public override void Complete(ScsiResponse response)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            throw new InvalidOperationException($"The command with tag {Tag} was ended twice.");
        client.Tell(new CrqResponse(Tag, response.Status, response.Sense, response.DataIn), ActorRefs.NoSender);
    }

    public override void Abandon() => Interlocked.Exchange(ref _ended, 1);
}
