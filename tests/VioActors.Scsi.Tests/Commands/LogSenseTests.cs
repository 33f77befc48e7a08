using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>LOG SENSE (SPC-4 clause 6.8): every page byte by byte, and what is refused.</summary>
[Trait("Req", "IO-1")]
public sealed class LogSenseTests
{
    [Theory]
    [InlineData("4D 00 40 00 00 00 00 00 FF 00", "00000002002F")] // supported pages
    [InlineData("4D 00 40 FF 00 00 00 00 FF 00", "40FF0006000000FF2F00")] // pages and subpages
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
}
