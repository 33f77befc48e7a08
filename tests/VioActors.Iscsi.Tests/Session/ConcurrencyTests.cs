using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Many commands at a time that end in other threads, in any order, through queues that are too small for them.</summary>
public class ConcurrencyTests
{
    private const int BlockBytes = 16384;
    private const int Blocks = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Everything_is_answered_once_and_right(int seed)
    {
        var options = new IscsiPortalOptions
        {
            Negotiation = new NegotiationLimits { MaxBurstLength = 65536, FirstBurstLength = 8192, MaxOutstandingR2T = 2 },
            SessionWriteMemoryBytes = 1 << 20,
            PortalWriteMemoryBytes = 16 << 20,
            SendQueueBytesMax = 65536,
        };
        await using var portal = new TestPortal(options, queueDepth: 32);
        portal.Target.Hook = task => ExecuteAsync(portal, task);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => RunSessionAsync(portal, n, new Random(seed + n))));
        Assert.DoesNotContain(portal.Lines, static l => l.Contains("failure", StringComparison.Ordinal));
    }

    /// <summary>A disk of the test's own which goes to other threads at each step.</summary>
    private static async ValueTask<ScsiResponse> ExecuteAsync(TestPortal portal, ScsiTask task)
    {
        var lba = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(task.Cdb.Span[2..]);
        await Task.Yield();
        if (task.Cdb.Span[0] == 0x28)
        {
            return ScsiResponse.GoodWith(TransferBuffer.CopyOf(portal.Disk.Bytes.Slice((int)lba * 512, (int)task.DataInSizeBytes)));
        }
        using var data = await task.ReceiveDataOutAsync((int)task.DataOutSizeBytes, CancellationToken.None);
        await Task.Yield();
        data.Span.CopyTo(portal.Disk.Bytes[((int)lba * 512)..]);
        return ScsiResponse.Good(data.SizeBytes);
    }

    /// <summary>Works on blocks of its own; a block is written or read, never both at once.</summary>
    private static async Task RunSessionAsync(TestPortal portal, int number, Random random)
    {
        var (initiator, answer) = await TestInitiator.TryLoginAsync(
            portal, portal.TargetName,
            ["InitialR2T=No", "MaxOutstandingR2T=2", "MaxBurstLength=8192", "MaxRecvDataSegmentLength=4096"], isid: (ulong)(number + 1));
        using var session = initiator;
        Assert.Equal(LoginStatus.Success, answer.Status);
        var expected = new byte[Blocks][];
        Array.Fill(expected, new byte[BlockBytes]);
        for (var round = 0; round < 20; round++)
        {
            var live = new Dictionary<uint, Transfer>();
            foreach (var block in Enumerable.Range(0, Blocks).OrderBy(_ => random.Next()).Take(24))
            {
                await SendAsync(initiator, live, number, block, random, expected);
            }
            while (live.Count > 0)
            {
                await TakeAsync(initiator, live);
            }
        }
    }

    private static async Task SendAsync(
        TestInitiator initiator, Dictionary<uint, Transfer> live, int number, int block, Random random, byte[][] expected)
    {
        var tag = initiator.NextTag();
        var lba = (uint)(((number * Blocks) + block) * (BlockBytes / 512));
        if (random.Next(2) == 0)
        {
            live.Add(tag, new Transfer(new byte[BlockBytes], expected[block]));
            await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Read10(lba, BlockBytes / 512), BlockBytes, read: true));
            return;
        }
        var data = ReadWriteTests.Pattern(BlockBytes, random.Next());
        expected[block] = data;
        live.Add(tag, new Transfer(data, null));
        var immediate = random.Next(3) * 2048;
        var unsolicited = random.Next(2) * 4096;
        await initiator.Wire.SendAsync(
            initiator.Command(tag, Cdb.Write10(lba, BlockBytes / 512), BlockBytes, write: true, final: unsolicited == 0),
            data.AsSpan(0, immediate));
        await initiator.SendDataAsync(tag, BasicHeader.NoTag, data, immediate, unsolicited, 2048);
    }

    private static async Task TakeAsync(TestInitiator initiator, Dictionary<uint, Transfer> live)
    {
        var pdu = await initiator.Wire.ReceiveAsync();
        var transfer = live[pdu.Tag];
        switch (pdu.Opcode)
        {
            case Opcode.ReadyToTransfer:
                var demand = Demand.Of(pdu);
                await initiator.SendDataAsync(pdu.Tag, demand.Tag, transfer.Bytes, (int)demand.Offset, (int)demand.Length, 4096);
                break;
            case Opcode.DataIn:
                pdu.Data.CopyTo(transfer.Bytes, (int)new DataInPdu(pdu.Header).BufferOffsetBytes);
                if (new DataInPdu(pdu.Header).HasStatus)
                {
                    Assert.Equal(transfer.Expected, transfer.Bytes);
                    live.Remove(pdu.Tag);
                }
                break;
            default:
                Assert.Equal(ScsiStatus.Good, new ScsiResponsePdu(pdu.Expect(Opcode.ScsiResponse).Header).Status);
                live.Remove(pdu.Tag);
                break;
        }
    }

    private sealed record Transfer(byte[] Bytes, byte[]? Expected);
}
