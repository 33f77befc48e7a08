using System.Buffers.Binary;
using VioActors.Scsi;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Scenarios.Tests.Initiators;

/// <summary>An initiator with one I_T nexus: sends commands straight to a target port, without a transport in between.</summary>
public sealed class TestInitiator : INexusSink
{
    private const int BlockSizeBytes = 512;
    private const int AttentionsMax = 8;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastTag;

    private TestInitiator()
    {
    }

    public ITargetNexus Nexus { get; private set; } = null!;

    /// <summary>Completes with the reason when the target ends the nexus.</summary>
    public Task<string> Lost => _lost.Task.WaitAsync(TestLimits.Answer);

    /// <exception cref="InvalidOperationException">The login was refused.</exception>
    public static async Task<TestInitiator> LoginAsync(ITargetPort port, string name = "iqn.2026-11.test:initiator", ulong qualifier = 0)
    {
        var initiator = new TestInitiator();
        var login = await port.LoginAsync(new InitiatorPort(name, qualifier, "test"), initiator, CancellationToken.None);
        initiator.Nexus = login.Nexus ?? throw new InvalidOperationException($"{login.Refusal}: {login.Reason}");
        return initiator;
    }

    public void NexusLost(string reason) => _lost.TrySetResult(reason);

    /// <summary>Submits a command and gives it, still running.</summary>
    public TestTask Send(
        int lun, byte[] cdb, byte[]? dataOut = null, int dataInSizeBytes = 0, Task? gate = null, uint? tag = null,
        TaskAttribute attribute = TaskAttribute.Simple)
    {
        var task = new TestTask(dataOut ?? [], gate)
        {
            LunField = LunAddress.Encode(lun),
            Tag = tag ?? NextTag(),
            Attribute = attribute,
            Cdb = cdb,
            DataOutSizeBytes = dataOut?.Length ?? 0,
            DataInSizeBytes = dataInSizeBytes,
        };
        Nexus.Submit(task);
        return task;
    }

    public uint NextTag() => (uint)Interlocked.Increment(ref _lastTag);

    /// <summary>Sends until there is no unit attention any more: what a driver does.</summary>
    public async Task<TaskOutcome> DoAsync(int lun, byte[] cdb, byte[]? dataOut = null, int dataInSizeBytes = 0)
    {
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await Send(lun, cdb, dataOut, dataInSizeBytes).Ended;
            if (outcome.Sense.Key != 6 || attempt == AttentionsMax)
                return outcome;
        }
    }

    public Task<TaskOutcome> WriteAsync(int lun, long offset, byte[] bytes) => DoAsync(lun, Transfer(0x8A, offset, bytes.Length), bytes);

    public Task<TaskOutcome> TryReadAsync(int lun, long offset, int sizeBytes) =>
        DoAsync(lun, Transfer(0x88, offset, sizeBytes), null, sizeBytes);

    /// <summary>Reads; the command must succeed.</summary>
    public async Task<byte[]> ReadAsync(int lun, long offset, int sizeBytes)
    {
        var outcome = await TryReadAsync(lun, offset, sizeBytes);
        Assert.True(outcome.Status == ScsiStatus.Good, $"READ at {offset} gave {outcome.Status} {outcome.Sense}");
        return outcome.DataIn;
    }

    public async Task<IReadOnlyList<int>> ReportLunsAsync(int lun = 0)
    {
        var cdb = new byte[12];
        cdb[0] = 0xA0;
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(6), 4096);
        var data = (await DoAsync(lun, cdb, null, 4096)).DataIn;
        var count = BinaryPrimitives.ReadInt32BigEndian(data) / 8;
        return [.. Enumerable.Range(0, count).Select(index => (int)data[9 + (index * 8)])];
    }

    /// <summary>READ CAPACITY(16) in bytes.</summary>
    public async Task<long> CapacityAsync(int lun)
    {
        var cdb = new byte[16];
        (cdb[0], cdb[1], cdb[13]) = (0x9E, 0x10, 32);
        var data = (await DoAsync(lun, cdb, null, 32)).DataIn;
        return (BinaryPrimitives.ReadInt64BigEndian(data) + 1) * BlockSizeBytes;
    }

    public static byte[] TestUnitReady { get; } = new byte[6];

    /// <summary>READ(16) 88h or WRITE(16) 8Ah.</summary>
    public static byte[] Transfer(byte operationCode, long offset, int sizeBytes)
    {
        var cdb = new byte[16];
        cdb[0] = operationCode;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), offset / BlockSizeBytes);
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), sizeBytes / BlockSizeBytes);
        return cdb;
    }

    /// <summary>Bytes that are never zero and differ by seed and place.</summary>
    public static byte[] Pattern(int seed, int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        for (var index = 0; index < sizeBytes; index++)
            bytes[index] = (byte)(1 + (((index * 31) + (index >> 9) + (seed * 97)) % 255));
        return bytes;
    }
}
