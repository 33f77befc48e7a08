using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Large writes are asked for a few at a time, and none keeps the others from it for ever.</summary>
[Trait("Req", "IO-3")]
public class WriteMemoryTests
{
    private const int Size = 1 << 20;
    private const int AskedAtOnce = 4;
    private const int Count = 12;

    [Fact]
    public async Task Writes_that_run_do_not_keep_others_from_their_data()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Target.Hook = task => WriteAsync(portal, task, gate.Task);
        var writes = await SendAsync(initiator, Count);

        // None of them ends before all of them have their data, which is more than may be asked for at once.
        var received = 0;
        while (received < Count * Size)
        {
            received += await GiveAsync(initiator, await initiator.Wire.ReceiveAsync(), writes);
        }
        gate.SetResult();
        await FinishAsync(initiator, writes, Count);
        Verify(portal, writes);
    }

    [Fact]
    public async Task Writes_wait_when_all_memory_is_in_use_by_what_runs()
    {
        // 4 MiB for those that come early, 4 for those that are asked for, 1 for those that run and have made room for others.
        var options = new IscsiPortalOptions { SessionWriteMemoryBytes = 18 * Size, PortalWriteMemoryBytes = 18 * Size };
        await using var portal = new TestPortal(options);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Target.Hook = task => WriteAsync(portal, task, gate.Task);
        var writes = await SendAsync(initiator, Count);
        var received = 0;
        while (received < (AskedAtOnce + 1) * Size)
        {
            received += await GiveAsync(initiator, await initiator.Wire.ReceiveAsync(), writes);
        }
        var pong = await initiator.PingAsync([]); // The next that comes: no other was asked for.
        Assert.Equal(Opcode.NopIn, pong.Opcode);
        gate.SetResult();
        await FinishAsync(initiator, writes, Count);
        Verify(portal, writes);
    }

    [Fact]
    public async Task A_write_that_is_aborted_makes_room_for_the_next()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        for (var round = 0; round < 3; round++)
        {
            var writes = await SendAsync(initiator, AskedAtOnce + 2);
            var demands = new List<ReceivedPdu>();
            while (demands.Count < AskedAtOnce)
            {
                demands.Add(await initiator.Wire.ReceiveAsync());
            }
            var tags = writes.Keys.Order().ToList();
            Assert.Equal(tags[..AskedAtOnce], demands.Select(static pdu => pdu.Expect(Opcode.ReadyToTransfer).Tag));

            // The last one waits for memory, the first one for its data, whose place the last but one gets.
            Assert.Equal(TaskManagementResponse.FunctionComplete, await initiator.ManageAsync(TaskManagementFunction.AbortTask, tags[^1]));
            await initiator.SendManagementAsync(TaskManagementFunction.AbortTask, tags[0]);
            ReceivedPdu[] both = [await initiator.Wire.ReceiveAsync(), await initiator.Wire.ReceiveAsync()];
            Assert.Equal(tags[^2], Assert.Single(both, static pdu => pdu.Opcode == Opcode.ReadyToTransfer).Tag);
            Assert.Single(both, static pdu => pdu.Opcode == Opcode.TaskManagementResponse);
            demands.Add(both.Single(static pdu => pdu.Opcode == Opcode.ReadyToTransfer));
            foreach (var demand in demands)
            {
                await GiveAsync(initiator, demand, writes); // Also what is owed for the one that was aborted.
            }
            await FinishAsync(initiator, writes, AskedAtOnce);
            Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
        }
    }

    /// <summary>Writes with the data of the disk's own place for each.</summary>
    private static async ValueTask<ScsiResponse> WriteAsync(TestPortal portal, ScsiTask task, Task gate)
    {
        var lba = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(task.Cdb.Span[2..]);
        using var data = await task.ReceiveDataOutAsync((int)task.DataOutSizeBytes, CancellationToken.None);
        await gate;
        data.Span.CopyTo(portal.Disk.Bytes[((int)lba * 512)..]);
        return ScsiResponse.Good(data.SizeBytes);
    }

    /// <summary>Sends commands without any data; by their tags.</summary>
    private static async Task<Dictionary<uint, byte[]>> SendAsync(TestInitiator initiator, int count)
    {
        var writes = new Dictionary<uint, byte[]>();
        for (var i = 0; i < count; i++)
        {
            var tag = initiator.NextTag();
            writes.Add(tag, ReadWriteTests.Pattern(Size, (int)tag));
            await initiator.Wire.SendAsync(
                initiator.Command(tag, Cdb.Write10((uint)i * (Size / 512), Size / 512), Size, write: true));
        }
        return writes;
    }

    /// <summary>Sends the data that an R2T asks for; returns its size in bytes.</summary>
    private static async Task<int> GiveAsync(TestInitiator initiator, ReceivedPdu pdu, Dictionary<uint, byte[]> writes)
    {
        var demand = Demand.Of(pdu);
        await initiator.SendDataAsync(pdu.Tag, demand.Tag, writes[pdu.Tag], (int)demand.Offset, (int)demand.Length, 65536);
        return (int)demand.Length;
    }

    private static async Task FinishAsync(TestInitiator initiator, Dictionary<uint, byte[]> writes, int count)
    {
        for (var answered = 0; answered < count;)
        {
            var pdu = await initiator.Wire.ReceiveAsync();
            if (pdu.Opcode == Opcode.ReadyToTransfer)
            {
                await GiveAsync(initiator, pdu, writes);
                continue;
            }
            Assert.Equal(ScsiStatus.Good, new ScsiResponsePdu(pdu.Expect(Opcode.ScsiResponse).Header).Status);
            answered++;
        }
    }

    private static void Verify(TestPortal portal, Dictionary<uint, byte[]> writes)
    {
        foreach (var (index, write) in writes.OrderBy(static write => write.Key).Index())
        {
            Assert.True(portal.Disk.Bytes.Slice(index * Size, Size).SequenceEqual(write.Value));
        }
    }
}
