using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>A task whose Data-Out bytes are at hand.</summary>
internal sealed class FakeTask(byte[] dataOut) : ScsiTask
{
    public int ReceivedBytes { get; private set; }

    public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation)
    {
        Assert.InRange(sizeBytes, 0, (int)DataOutSizeBytes);
        ReceivedBytes = sizeBytes;
        return ValueTask.FromResult(TransferBuffer.CopyOf(dataOut.AsSpan(0, sizeBytes)));
    }

    public override void Complete(ScsiResponse response) => response.DataIn?.Dispose();

    public override void Abandon()
    {
    }
}
