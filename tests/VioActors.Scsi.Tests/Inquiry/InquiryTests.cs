using System.Buffers.Binary;
using System.Text;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Inquiry;

/// <summary>INQUIRY data: what is claimed is true.</summary>
[Trait("Req", "IO-1")]
public sealed class InquiryTests
{
    [Fact]
    public async Task Standard_data()
    {
        var data = (await new Disk().Send("12 00 00 00 FF 00")).Data;
        Assert.Equal("000006125B100002", Hex.Text(data.AsSpan(0, 8)));
        Assert.Equal("VIOACT  VIRTUAL-DISK    0001", Encoding.ASCII.GetString(data.AsSpan(8, 28)));
        Assert.Equal("00A0046004C00960", Hex.Text(data.AsSpan(58, 8)));
        Assert.Equal(96, data.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(36)]
    [InlineData(95)]
    [InlineData(300)]
    public async Task Data_is_cut_to_the_allocation_length(int allocation)
    {
        var reply = await new Disk().Send([0x12, 0, 0, (byte)(allocation >> 8), (byte)allocation, 0]);
        Assert.Equal(("Good", Math.Min(96, allocation)), (reply.Outcome, reply.Data.Length));
    }

    [Fact]
    public async Task Every_listed_page_answers_and_no_other_does()
    {
        var disk = new Disk();
        var listed = (await disk.Send("12 01 00 00 FF 00")).Data[4..];
        Assert.Equal(listed.Order(), listed);
        for (var page = 0; page <= 0xFF; page++)
        {
            var reply = await disk.Send([0x12, 1, (byte)page, 0xFF, 0xFF, 0]);
            Assert.Equal(listed.Contains((byte)page) ? "Good" : "05/24/00", reply.Outcome);
            if (reply.Outcome == "Good")
            {
                Assert.Equal((0, (byte)page), (reply.Data[0], reply.Data[1]));
                Assert.Equal(reply.Data.Length - 4, BinaryPrimitives.ReadUInt16BigEndian(reply.Data.AsSpan(2)));
            }
        }
    }

    [Fact]
    public async Task Device_identification_has_the_designators_that_multipath_needs()
    {
        var data = (await new Disk().Send("12 01 83 FF FF 00")).Data;
        var found = new Dictionary<(int Association, int Type), byte[]>();
        for (var at = 4; at < data.Length; at += 4 + data[at + 3])
        {
            found.Add(((data[at + 1] >> 4) & 3, data[at + 1] & 0xF), data[(at + 4)..(at + 4 + data[at + 3])]);
        }

        Assert.Equal("3123456789ABCDEF", Hex.Text(found[(0, 3)]));
        Assert.Equal("VIOACT  SERIAL-0001", Encoding.ASCII.GetString(found[(0, 1)]));
        Assert.Equal("00000001", Hex.Text(found[(1, 4)]));
        Assert.Equal("00000007", Hex.Text(found[(1, 5)]));
        Assert.Equal("iqn.2025-01.org.example:disk,t,0x0001", Encoding.UTF8.GetString(found[(1, 8)]).TrimEnd('\0'));
        Assert.Equal("iqn.2025-01.org.example:disk", Encoding.UTF8.GetString(found[(2, 8)]).TrimEnd('\0'));
        Assert.All(found.Where(one => one.Key.Type == 8), one => Assert.Equal((0, (byte)0), (one.Value.Length % 4, one.Value[^1])));
    }

    [Fact]
    public async Task Serial_number() =>
        Assert.Equal("SERIAL-0001", Encoding.ASCII.GetString((await new Disk().Send("12 01 80 00 FF 00")).Data[4..]));

    [Fact]
    public async Task Block_limits_and_provisioning_of_a_thin_unit()
    {
        var disk = new Disk();
        Assert.Equal(
            "00B0003C" + "01FF0008" + "00004000" + "00000800" + "00000000"
                + "00100000" + "00000100" + "00000008" + "80000000" + "0000000000004000",
            Hex.Text((await disk.Send("12 01 B0 00 FF 00")).Data.AsSpan(0, 44)));
        Assert.Equal("00B2000400E40200", Hex.Text((await disk.Send("12 01 B2 00 FF 00")).Data));
        Assert.Equal("00B1003C0001", Hex.Text((await disk.Send("12 01 B1 00 FF 00")).Data.AsSpan(0, 6)));
        Assert.Equal("008600" + "3C" + "000701", Hex.Text((await disk.Send("12 01 86 00 FF 00")).Data.AsSpan(0, 7)));
    }

    [Fact]
    public async Task A_unit_that_releases_nothing_claims_nothing()
    {
        var disk = new Disk(with: ports => ports with { Backend = new ThickBackend(new MemoryBackend()) });
        Assert.Equal("00B2000400000000", Hex.Text((await disk.Send("12 01 B2 00 FF 00")).Data));
        Assert.Equal(new byte[16], (await disk.Send("12 01 B0 00 FF 00")).Data[20..36]);
        Assert.Equal("05/20/00", await disk.Outcome("42 00 00 00 00 00 00 00 00 00"));
        Assert.Equal("05/24/00", await disk.Outcome("93 08 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[512]));
        Assert.Equal(0, (await disk.Send("9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")).Data[14]);
    }

    [Theory]
    [InlineData(4096, "00000FFF00000200")]
    [InlineData(0x1_0000_0000, "FFFFFFFF00000200")]
    [InlineData(0x1_0000_0001, "FFFFFFFF00000200")]
    public async Task Read_capacity_10(long blocks, string expected) =>
        Assert.Equal(expected, Hex.Text((await new Disk(new MemoryBackend(512, blocks)).Send("25 00 00 00 00 00 00 00 00 00")).Data));

    [Theory]
    [InlineData(512, true, "000000010000000000000200" + "0000C000")]
    [InlineData(4096, false, "000000010000000000001000" + "00000000")]
    public async Task Read_capacity_16(int blockSize, bool thin, string expected)
    {
        var disk = new Disk(new MemoryBackend(blockSize, 0x1_0000_0001) { IsThin = thin });
        var data = (await disk.Send("9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")).Data;
        Assert.Equal((expected, 32), (Hex.Text(data.AsSpan(0, 16)), data.Length));
        Assert.Equal(12, (await disk.Send("9E 10 00 00 00 00 00 00 00 00 00 00 00 0C 00 00")).Data.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(17)]
    public void A_designator_of_another_size_is_refused(int size) =>
        Assert.Throws<ArgumentException>(() => new LogicalUnitIdentity(new byte[size], "S"));

    [Theory]
    [InlineData("")]
    [InlineData("caf\u00e9")]
    [InlineData("a\tb")]
    public void A_serial_number_that_cannot_be_sent_is_refused(string serial) =>
        Assert.Throws<ArgumentException>(() => new LogicalUnitIdentity(new byte[8], serial));

    [Fact]
    public void Registered_extended_designator() => Assert.Equal(
        "6005056789ABCDEF0123456789ABCDEF",
        Hex.Text(LogicalUnitIdentity.RegisteredExtended(0x005056, 0x7_89AB_CDEF, 0x0123_4567_89AB_CDEF)));
}
