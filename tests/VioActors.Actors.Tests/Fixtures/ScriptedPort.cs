using System.Collections.Concurrent;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>A target port which does what the test says: answers, refuses with sense data, or holds commands. Thread-safe.</summary>
internal sealed class ScriptedPort : ITargetPort, ITargetNexus
{
    private readonly ConcurrentDictionary<long, byte[]> _blocks = [];
    private int _loginCount;
    private int _closeCount;
    private int _commandCount;

    public int LoginCount => Volatile.Read(ref _loginCount);

    public int CloseCount => Volatile.Read(ref _closeCount);

    public int CommandCount => Volatile.Read(ref _commandCount);

    public InitiatorPort Initiator { get; private set; }

    public INexusSink? Sink { get; private set; }

    /// <summary>Commands are kept unanswered in <see cref="Held"/>.</summary>
    public bool Holds { get; set; }

    public ConcurrentQueue<ScsiTask> Held { get; } = [];

    /// <summary>A nexus is lost before whoever logs in hears that it was made.</summary>
    public bool LosesLogins { get; set; }

    /// <summary>Sense data with which every command fails; null: they succeed.</summary>
    public byte[]? FailsWith { get; set; }

    /// <summary>Another port's blocks are this one's: two paths to one disk.</summary>
    public ScriptedPort? SameDiskAs { get; init; }

    public int QueueDepthMax => 64;

    private ConcurrentDictionary<long, byte[]> Blocks => SameDiskAs?._blocks ?? _blocks;

    public static byte[] Sense(byte key, byte code, byte qualifier)
    {
        var sense = new byte[18];
        (sense[0], sense[2], sense[7], sense[12], sense[13]) = (0x70, key, 10, code, qualifier);
        return sense;
    }

    /// <summary>Damages what the disk holds at a block of 4 KiB; false when that was never written.</summary>
    public bool TryDamage(long block)
    {
        if (!Blocks.TryGetValue(block * 8, out var bytes))
            return false;
        bytes[100] ^= 0xFF;
        return true;
    }

    public ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _loginCount);
        (Initiator, Sink) = (initiator, sink);
        if (LosesLogins)
            sink.NexusLost("test");
        return new(new NexusLogin(this, LoginRefusal.None, ""));
    }

    public void Submit(ScsiTask task)
    {
        Interlocked.Increment(ref _commandCount);
        if (Holds)
            Held.Enqueue(task);
        else if (FailsWith is { } sense)
            task.Complete(new ScsiResponse(ScsiStatus.CheckCondition, sense, null, 0));
        else
            task.Complete(Do(task));
    }

    public ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation) =>
        new(TaskManagementResponse.FunctionNotSupported);

    public void Close(string reason) => Interlocked.Increment(ref _closeCount);

    private ScsiResponse Do(ScsiTask task)
    {
        var lba = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(task.Cdb.Span[2..]);
        if (task.Cdb.Span[0] == 0x8A)
        {
            using var data = task.ReceiveDataOutAsync((int)task.DataOutSizeBytes,
                CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Blocks[lba] = data.Span.ToArray();
            return ScsiResponse.Good(task.DataOutSizeBytes);
        }

        return ScsiResponse.GoodWith(TransferBuffer.CopyOf(Blocks.GetValueOrDefault(lba) ?? new byte[task.DataInSizeBytes]));
    }
}
