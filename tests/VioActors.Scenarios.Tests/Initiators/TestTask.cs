using System.Buffers.Binary;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Scenarios.Tests.Initiators;

/// <summary>A command of a test: remembers how it ended, and how often. Its Data-Out can be held back to keep it in flight.</summary>
public sealed class TestTask(ReadOnlyMemory<byte> dataOut, Task? dataOutGate = null) : ScsiTask
{
    private readonly TaskCompletionSource<TaskOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _dataRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _endCount;

    /// <summary>Completes at the first end.</summary>
    public Task<TaskOutcome> Ended => _ended.Task.WaitAsync(TestLimits.Answer);

    /// <summary>Completes when the device server asks for the Data-Out bytes: the command is being executed.</summary>
    public Task DataRequested => _dataRequested.Task.WaitAsync(TestLimits.Answer);

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Exactly 1 for a task that ended as it should.</summary>
    public int EndCount => Volatile.Read(ref _endCount);

    public override async ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation)
    {
        _dataRequested.TrySetResult();
        if (dataOutGate is not null)
            await dataOutGate.WaitAsync(cancellation);
        return TransferBuffer.CopyOf(dataOut.Span[..sizeBytes]);
    }

    public override void Complete(ScsiResponse response)
    {
        Interlocked.Increment(ref _endCount);
        using var dataIn = response.DataIn;
        var sense = response.Sense.Span;
        _ended.TrySetResult(new TaskOutcome(
            false, response.Status, dataIn is null ? [] : dataIn.Span.ToArray(),
            sense.Length >= 14 ? new TestSense((byte)(sense[2] & 0xF), sense[12], sense[13]) : default)
        {
            Information = sense.Length >= 14 && (sense[0] & 0x80) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(sense[3..]) : null,
        });
    }

    public override void Abandon()
    {
        Interlocked.Increment(ref _endCount);
        _ended.TrySetResult(new TaskOutcome(true, default, [], default));
    }
}

/// <summary>How a command ended.</summary>
public sealed record TaskOutcome(bool Abandoned, ScsiStatus Status, byte[] DataIn, TestSense Sense)
{
    /// <summary>INFORMATION field of the sense data; null: not valid.</summary>
    public uint? Information { get; init; }
}

/// <summary>Key, code and qualifier of fixed format sense data.</summary>
public readonly record struct TestSense(byte Key, byte Code, byte Qualifier)
{
    public override string ToString() => $"{Key:x2}/{Code:x2}/{Qualifier:x2}";
}
