using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Session;

[Trait("Req", "IO-3")]
public class ReadWriteTests
{
    private const int Size = 96 * 1024;

    /// <summary>InitialR2T, ImmediateData, immediate bytes, unsolicited bytes.</summary>
    public static TheoryData<string, string, int, int> Ways => new()
    {
        { "No", "Yes", 0, 0 },
        { "No", "Yes", 8192, 0 },
        { "No", "Yes", 8192, 24576 },
        { "No", "Yes", 0, 32768 },
        { "No", "No", 0, 16384 },
        { "No", "No", 0, 0 },
        { "Yes", "Yes", 4096, 0 },
        { "Yes", "Yes", 0, 0 },
        { "Yes", "No", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Written_bytes_are_read_back(string initialR2T, string immediateData, int immediate, int unsolicited)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(
            portal, $"InitialR2T={initialR2T}", $"ImmediateData={immediateData}", "FirstBurstLength=32768", "MaxBurstLength=40960",
            "MaxOutstandingR2T=2", "MaxRecvDataSegmentLength=16384");
        var data = Pattern(Size, 1);

        var written = await initiator.WriteAsync(Cdb.Write10(64, Size / 512), data, immediate, unsolicited);
        Assert.Equal(ScsiStatus.Good, written.Status);
        Assert.Equal(0, written.Residual);
        Assert.True(portal.Disk.Bytes.Slice(64 * 512, Size).SequenceEqual(data));

        var read = await initiator.ReadAsync(Cdb.Read10(64, Size / 512), Size);
        Assert.Equal(data, read.Data);
    }

    [Theory]
    [InlineData("HeaderDigest=CRC32C", "DataDigest=None")]
    [InlineData("HeaderDigest=None", "DataDigest=CRC32C")]
    [InlineData("HeaderDigest=CRC32C", "DataDigest=CRC32C")]
    public async Task Digests_in_both_directions(string header, string data)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, header, data, "InitialR2T=No");
        var bytes = Pattern(Size, 7);
        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(Cdb.Write10(0, Size / 512), bytes, 4096, 8192)).Status);
        Assert.Equal(bytes, (await initiator.ReadAsync(Cdb.Read10(0, Size / 512), Size)).Data);
        Assert.Equal([1, 2, 3], (await initiator.PingAsync([1, 2, 3])).Data); // With padding under the digest.
    }

    [Fact]
    public async Task R2ts_are_bursts_in_order_and_several_are_outstanding()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "MaxBurstLength=16384", "MaxOutstandingR2T=3");
        var data = Pattern(80 * 1024, 3);
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 160), (uint)data.Length, write: true));

        var demands = new List<Demand>();
        for (var i = 0; i < 3; i++)
        {
            demands.Add(Demand.Of(await initiator.Wire.ReceiveAsync()));
        }
        Assert.Equal([(0u, 0u, 16384u), (1u, 16384u, 16384u), (2u, 32768u, 16384u)], demands.Select(static d => (d.R2tSn, d.Offset,
            d.Length)));
        Assert.Equal(3, demands.Select(static d => d.Tag).Distinct().Count());

        // The fourth comes when the first is answered; the last one asks for what is left.
        for (var i = 0; i < 5; i++)
        {
            var demand = demands[i];
            await initiator.SendDataAsync(tag, demand.Tag, data, (int)demand.Offset, (int)demand.Length, 8192);
            if (demands.Count < 5)
            {
                demands.Add(Demand.Of(await initiator.Wire.ReceiveAsync()));
            }
        }
        var response = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse);
        Assert.Equal(5u, new ScsiResponsePdu(response.Header).ExpDataSn);
        Assert.True(portal.Disk.Bytes[..data.Length].SequenceEqual(data));
    }

    [Fact]
    public async Task Data_in_is_cut_by_segment_and_burst_and_carries_the_status()
    {
        await using var portal = new TestPortal();
        Pattern(20480, 9).CopyTo(portal.Disk.Bytes);
        using var initiator = await TestInitiator.LoginAsync(portal, "MaxRecvDataSegmentLength=4096", "MaxBurstLength=10240");
        var read = await initiator.ReadAsync(Cdb.Read10(0, 40), 20480);
        Assert.Equal(Pattern(20480, 9), read.Data);
        Assert.Equal([4096, 4096, 2048, 4096, 4096, 2048], read.Pdus.Select(static p => p.Data.Length));
        Assert.Equal([false, false, true, false, false, true], read.Pdus.Select(static p => new DataInPdu(p.Header).Final));
        Assert.Equal([0u, 1u, 2u, 3u, 4u, 5u], read.Pdus.Select(static p => new DataInPdu(p.Header).DataSn));
        Assert.True(new DataInPdu(read.Pdus[^1].Header).HasStatus);
        Assert.DoesNotContain(read.Pdus[..^1], static p => new DataInPdu(p.Header).HasStatus);
    }

    [Fact]
    public async Task Sense_comes_with_a_check_condition()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var read = await initiator.ReadAsync(Cdb.Read10(uint.MaxValue, 1), 512);
        Assert.Equal(ScsiStatus.CheckCondition, read.Status);
        Assert.Equal(0x05, read.Sense[2] & 0x0F);
        Assert.Equal([0x21, 0x00], read.Sense[12..14]);
        Assert.Equal(-512, read.Residual);
    }

    [Theory]
    [InlineData(2, 1024, 0)]
    [InlineData(2, 4096, -3072)]
    [InlineData(4, 1024, 1024)]
    [InlineData(1, 0, 512)]
    public async Task Residual_of_a_read(ushort blocks, int room, int residual)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var read = await initiator.ReadAsync(Cdb.Read10(0, blocks), room);
        Assert.Equal(ScsiStatus.Good, read.Status);
        Assert.Equal(residual, read.Residual);
    }

    [Theory]
    [InlineData(2, 4096, -3072)]
    [InlineData(4, 1024, 1024)]
    public async Task Residual_of_a_write(ushort blocks, int size, int residual)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        foreach (var immediate in new[] { 0, 512, size })
        {
            var written = await initiator.WriteAsync(Cdb.Write10(0, blocks), Pattern(size, 5), immediate);
            Assert.Equal(ScsiStatus.Good, written.Status);
            Assert.Equal(residual, written.Residual);
            Assert.True(portal.Disk.Bytes[..Math.Min(blocks * 512, size)].SequenceEqual(Pattern(size, 5).AsSpan(0,
                Math.Min(blocks * 512, size))));
        }
    }

    [Fact]
    public async Task Writes_wait_for_memory_and_all_get_through()
    {
        // Room for one transfer at a time: the others are asked for one after the other.
        var options = new IscsiPortalOptions
        {
            Negotiation = new NegotiationLimits { MaxBurstLength = 65536, FirstBurstLength = 4096 },
            SessionWriteMemoryBytes = 4 * 65536,
            PortalWriteMemoryBytes = 4 * 65536,
        };
        await using var portal = new TestPortal(options);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var data = Pattern(65536, 11);
        var tags = Enumerable.Range(0, 4).Select(_ => initiator.NextTag()).ToList();
        foreach (var (index, tag) in tags.Index())
        {
            await initiator.Wire.SendAsync(
                initiator.Command(tag, Cdb.Write10((uint)index * 128, 128), (uint)data.Length, write: true));
        }
        var answered = new List<uint>();
        var asked = 0;
        while (answered.Count < 4)
        {
            var pdu = await initiator.Wire.ReceiveAsync();
            if (pdu.Opcode == Opcode.ReadyToTransfer)
            {
                Assert.Equal(asked, tags.IndexOf(pdu.Tag));
                Assert.InRange(asked++ - answered.Count, 0, 1); // The next one is asked when the one before has its data.
                await initiator.SendDataAsync(pdu.Tag, Demand.Of(pdu).Tag, data, 0, data.Length, 8192);
            }
            else
            {
                answered.Add(pdu.Expect(Opcode.ScsiResponse).Tag);
                Assert.Equal(ScsiStatus.Good, new ScsiResponsePdu(pdu.Header).Status);
            }
        }
        Assert.Equal(tags, answered);
        for (var i = 0; i < 4; i++)
        {
            Assert.True(portal.Disk.Bytes.Slice(i * 65536, 65536).SequenceEqual(data));
        }
    }

    [Fact]
    public async Task Counters_tell_what_went_through()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.WriteAsync(Cdb.Write10(0, 8), Pattern(4096, 1), 4096);
        await initiator.ReadAsync(Cdb.Read10(0, 16), 8192);
        var session = Assert.Single(portal.Portal.Sessions);
        Assert.Equal(TestInitiator.Name, session.InitiatorName);
        Assert.Equal(portal.TargetName, session.TargetName);
        Assert.Equal(0x400001370001UL, session.Isid);
        Assert.Equal(initiator.Tsih, session.Tsih);
        Assert.Equal((2, 4096, 8192), (session.Counters.Commands, session.Counters.WrittenBytes, session.Counters.ReadBytes));
        Assert.Equal(0, session.LiveTasks);
    }

    internal static byte[] Pattern(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
