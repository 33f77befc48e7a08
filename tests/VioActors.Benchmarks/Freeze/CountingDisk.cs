using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Benchmarks.Freeze;

/// <summary>
/// The disks of every client behind a VIOS that is played: in memory, at once, and counted. Thread-safe.
/// </summary>
internal sealed class CountingDisk : ITargetPort
{
    private long _commands;

    /// <summary>Commands of clients and of the hypervisor's probes.</summary>
    public long Commands => Interlocked.Read(ref _commands);

    public ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation) =>
        new(new NexusLogin(new Nexus(this), LoginRefusal.None, ""));

    private sealed class Nexus(CountingDisk disk) : ITargetNexus
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<long, byte[]> _blocks = [];

        public int QueueDepthMax => 64;

        public void Submit(ScsiTask task)
        {
            Interlocked.Increment(ref disk._commands);
            var lba = BinaryPrimitives.ReadInt64BigEndian(task.Cdb.Span[2..]);
            if (task.Cdb.Span[0] == 0x8A)
            {
                using var data = task.ReceiveDataOutAsync((int)task.DataOutSizeBytes, CancellationToken.None).AsTask()
                    .GetAwaiter().GetResult();
                _blocks[lba] = data.Span.ToArray();
                task.Complete(ScsiResponse.Good(task.DataOutSizeBytes));
                return;
            }

            var size = (int)task.DataInSizeBytes;
            task.Complete(ScsiResponse.GoodWith(TransferBuffer.CopyOf(
                _blocks.TryGetValue(lba, out var bytes) ? bytes.AsSpan(0, Math.Min(size, bytes.Length)) : new byte[size])));
        }

        public ValueTask<TaskManagementResponse> ManageAsync(
            TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation) =>
            new(TaskManagementResponse.FunctionNotSupported);

        public void Close(string reason)
        {
            // The blocks are counted, not kept: the next VIOS has the same disks with nothing on them but what is written then.
        }
    }
}
