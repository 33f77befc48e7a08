using System.Buffers.Binary;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>LOG SENSE (SPC-4 clause 6.8): every page byte by byte, and what is refused.</summary>
[Trait("Req", "IO-1")]
public sealed class LogSenseTests
{
    [Theory]
    [InlineData("4D 00 40 00 00 00 00 00 FF 00", "0000000300192F")] // supported pages
    [InlineData("4D 00 40 FF 00 00 00 00 FF 00", "40FF0008000000FF19002F00")] // pages and subpages
    [InlineData("4D 00 6F 00 00 00 00 00 FF 00", "AF000008000003040000FF00")] // informational exceptions: none
    [InlineData("4D 00 6F 00 00 00 00 00 04 00", "AF000008")] // cut to the allocation length
    [InlineData("4D 00 40 00 00 00 00 00 00 00", "")]
    public async Task Page(string cdb, string expected)
    {
        var reply = await new Disk().Send(cdb);
        Assert.Equal("Good", reply.Outcome);
        Assert.Equal(expected, Convert.ToHexString(reply.Data));
    }

    [Theory]
    [InlineData("4D 01 40 00 00 00 00 00 FF 00")] // SP: nothing can be saved
    [InlineData("4D 00 00 00 00 00 00 00 FF 00")] // threshold values
    [InlineData("4D 00 4D 00 00 00 00 00 FF 00")] // no such page
    [InlineData("4D 00 6F 01 00 00 00 00 FF 00")] // no such subpage
    [InlineData("4D 00 6F 00 00 00 01 00 FF 00")] // beyond the last parameter
    public async Task Refused(string cdb) => Assert.Equal("05/24/00", await new Disk().Outcome(cdb));

    [Fact]
    public async Task Statistics_count_commands_and_blocks_until_they_are_reset()
    {
        var disk = new Disk();
        await disk.Send("2A 00 00 00 00 00 00 00 03 00", new byte[3 * 512]);
        await disk.Send("28 00 00 00 00 00 00 00 02 00");
        await disk.Send("28 00 00 00 00 00 00 00 05 00");
        var page = (await disk.Send("4D 00 59 00 00 00 00 00 FF 00")).Data;
        Assert.Equal("9900004400010340", Hex.Text(page.AsSpan(0, 8)));
        Assert.Equal(new long[] { 2, 1, 3, 7, 0, 0, 0, 0 }, Numbers(page));

        Assert.Equal("Good", await disk.Outcome("4C 02 D9 00 00 00 00 00 00 00"));
        Assert.Equal(new long[8], Numbers((await disk.Send("4D 00 59 00 00 00 00 00 FF 00")).Data));
    }

    [Fact]
    public async Task Reset_of_all_pages_and_of_one_without_counts()
    {
        var disk = new Disk();
        await disk.Send("28 00 00 00 00 00 00 00 02 00");
        Assert.Equal("Good", await disk.Outcome("4C 02 EF 00 00 00 00 00 00 00"));
        Assert.Equal(1, Numbers((await disk.Send("4D 00 59 00 00 00 00 00 FF 00")).Data)[0]);
        Assert.Equal("Good", await disk.Outcome("4C 00 C0 00 00 00 00 00 00 00"));
        Assert.Equal(1, Numbers((await disk.Send("4D 00 59 00 00 00 00 00 FF 00")).Data)[0]);
        Assert.Equal("Good", await disk.Outcome("4C 02 C0 00 00 00 00 00 00 00"));
        Assert.Equal(0, Numbers((await disk.Send("4D 00 59 00 00 00 00 00 FF 00")).Data)[0]);
    }

    [Theory]
    [InlineData("4C 03 C0 00 00 00 00 00 00 00", "C80001")] // SP
    [InlineData("4C 00 C0 00 00 00 00 00 08 00", "C00007")] // parameters cannot be set
    [InlineData("4C 02 CD 00 00 00 00 00 00 00", "CD0002")] // no such page
    [InlineData("4C 02 D9 01 00 00 00 00 00 00", "C00003")] // no such subpage
    public async Task Refused_log_select(string cdb, string pointer)
    {
        var reply = await new Disk().Send(cdb, new byte[8]);
        Assert.Equal("05/24/00", reply.Outcome);
        Assert.Equal(pointer, Hex.Text(reply.Sense.AsSpan(15, 3)));
    }

    [Fact]
    public async Task Provisioning_says_how_many_chunks_are_used_and_free()
    {
        var disk = new Disk(with: ports => ports with { Provisioning = new Space(new ProvisionedSpace(24, 80)) });
        Assert.Equal("00000004000C192F", Hex.Text((await disk.Send("4D 00 40 00 00 00 00 00 FF 00")).Data));
        Assert.Equal(
            "8C000018" + "000103080000000A02000000" + "000203080000000301000000",
            Hex.Text((await disk.Send("4D 00 4C 00 00 00 00 00 FF 00")).Data));
        Assert.Equal(3, (await disk.Send("12 01 B2 00 FF 00")).Data[4]);
        var silent = new Disk(with: ports => ports with { Provisioning = new Space(null) });
        Assert.Equal("Busy", await silent.Outcome("4D 00 4C 00 00 00 00 00 FF 00"));
    }

    private static long[] Numbers(byte[] page) =>
        [.. Enumerable.Range(0, 8).Select(at => BinaryPrimitives.ReadInt64BigEndian(page.AsSpan(8 + (8 * at))))];

    private sealed class Space(ProvisionedSpace? space) : IProvisioning
    {
        public ValueTask<ProvisionedSpace?> FindAsync(CancellationToken cancellation) => ValueTask.FromResult(space);
    }
}
