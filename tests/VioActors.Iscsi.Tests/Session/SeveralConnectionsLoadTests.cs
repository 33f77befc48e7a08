using System.Buffers.Binary;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Four connections of one session, each with commands of its own, all under one order of numbers.</summary>
[Trait("Req", "IO-3")]
public class SeveralConnectionsLoadTests
{
    private const int Connections = 4;
    private const int Blocks = 16;
    private const int BlockBytes = 4096;
    private const int Depth = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_command_is_answered_once_on_its_own_connection(int seed)
    {
        await using var portal = new TestPortal();
        var delivered = new List<uint>();
        portal.Target.Submitted += task =>
        {
            lock (delivered)
            {
                delivered.Add(task.Tag);
            }
        };
        portal.Target.Hook = task => ExecuteAsync(portal, task);
        using var leading = await TestInitiator.LoginAsync(portal, "MaxConnections=4", "InitialR2T=No");
        var all = new List<TestInitiator> { leading };
        for (ushort cid = 1; cid < Connections; cid++)
        {
            all.Add(await TestInitiator.JoinAsync(portal, leading, cid));
        }
        var tags = new SortedDictionary<uint, uint>();
        await Task.WhenAll(all.Select((connection, n) => Task.Run(() => WorkAsync(connection, n, new Random(seed + n), tags))));
        Assert.Equal(tags.Values, delivered); // In the order of their numbers.
        Assert.Equal(tags.Count, Assert.Single(portal.Portal.Sessions).Counters.Commands);
        all.ForEach(static connection => connection.Dispose());
    }

    /// <summary>A disk of the test's own which goes to other threads at each step.</summary>
    private static async ValueTask<ScsiResponse> ExecuteAsync(TestPortal portal, ScsiTask task)
    {
        var lba = BinaryPrimitives.ReadUInt32BigEndian(task.Cdb.Span[2..]);
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
    private static async Task WorkAsync(TestInitiator connection, int number, Random random, SortedDictionary<uint, uint> tags)
    {
        var expected = new byte[Blocks][];
        Array.Fill(expected, new byte[BlockBytes]);
        for (var round = 0; round < 25; round++)
        {
            var live = new Dictionary<uint, (byte[] Bytes, byte[]? Expected)>();
            foreach (var block in Enumerable.Range(0, Blocks).OrderBy(_ => random.Next()).Take(Depth))
            {
                var lba = (uint)(((number * Blocks) + block) * (BlockBytes / 512));
                var tag = connection.NextTag();
                var writes = random.Next(2) == 0;
                var header = writes
                    ? connection.Command(tag, Cdb.Write10(lba, BlockBytes / 512), BlockBytes, write: true, final: random.Next(2) == 0)
                    : connection.Command(tag, Cdb.Read10(lba, BlockBytes / 512), BlockBytes, read: true);
                lock (tags)
                {
                    tags.Add(new BasicHeader(header).CmdSn, tag);
                }
                if (!writes)
                {
                    live.Add(tag, (new byte[BlockBytes], expected[block]));
                    await connection.Wire.SendAsync(header);
                    continue;
                }
                expected[block] = ReadWriteTests.Pattern(BlockBytes, random.Next());
                live.Add(tag, (expected[block], null));
                await SendWriteAsync(connection, header, tag, expected[block]);
            }
            while (live.Count > 0)
            {
                await TakeAsync(connection, live);
            }
        }
    }

    private static async Task SendWriteAsync(TestInitiator connection, byte[] header, uint tag, byte[] data)
    {
        var unsolicited = new BasicHeader(header).Final ? 0 : data.Length - 1024;
        await connection.Wire.SendAsync(header, data.AsSpan(0, 1024));
        await connection.SendDataAsync(tag, BasicHeader.NoTag, data, 1024, unsolicited, 1024);
    }

    private static async Task TakeAsync(TestInitiator connection, Dictionary<uint, (byte[] Bytes, byte[]? Expected)> live)
    {
        var pdu = await connection.Wire.ReceiveAsync();
        var (bytes, expected) = live[pdu.Tag];
        if (pdu.Opcode == Opcode.ReadyToTransfer)
        {
            var demand = Demand.Of(pdu);
            await connection.SendDataAsync(pdu.Tag, demand.Tag, bytes, (int)demand.Offset, (int)demand.Length, 2048);
            return;
        }
        if (pdu.Opcode == Opcode.DataIn)
        {
            pdu.Data.CopyTo(bytes, (int)new DataInPdu(pdu.Header).BufferOffsetBytes);
            if (!new DataInPdu(pdu.Header).HasStatus)
            {
                return;
            }
            Assert.Equal(expected, bytes);
        }
        else
        {
            Assert.Equal(ScsiStatus.Good, new ScsiResponsePdu(pdu.Expect(Opcode.ScsiResponse).Header).Status);
        }
        live.Remove(pdu.Tag);
    }
}
