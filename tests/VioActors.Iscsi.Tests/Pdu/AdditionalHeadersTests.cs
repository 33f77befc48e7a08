using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Tests.Pdu;

public class AdditionalHeadersTests
{
    [Fact]
    public void Extended_cdb_and_bidirectional_length()
    {
        // A CDB of 18 bytes: AHSLength = 18 - 15 (RFC 7143 clause 11.2.2.3); then a bidirectional read length of 4096.
        var bytes = Convert.FromHexString("0003 01 00 AABB 0000 0005 02 00 00001000".Replace(" ", "", StringComparison.Ordinal));
        Assert.True(AdditionalHeaders.TryParse(bytes, out var headers));
        Assert.Equal([0xAA, 0xBB], bytes[headers.ExtendedCdb]);
        Assert.Equal(4096u, headers.BidirectionalReadSizeBytes);
    }

    [Fact]
    public void No_segments()
    {
        Assert.True(AdditionalHeaders.TryParse([], out var headers));
        Assert.Equal(0..0, headers.ExtendedCdb);
        Assert.Null(headers.BidirectionalReadSizeBytes);
    }

    [Fact]
    public void Longest_cdb()
    {
        byte[] bytes = [0, 245, 1, 0, .. new byte[244]];
        Assert.True(AdditionalHeaders.TryParse(bytes, out var headers));
        Assert.Equal(244, bytes[headers.ExtendedCdb].Length);
    }

    [Theory]
    [InlineData("00000100", "length zero")]
    [InlineData("00010100", "extended CDB without a byte")]
    [InlineData("00080100AABBCCDD", "longer than what is there")]
    [InlineData("FFFF0100AABBCCDD", "far longer than what is there")]
    [InlineData("000503000000000000", "unknown type")]
    [InlineData("0004020000001000", "bidirectional length of a wrong size")]
    [InlineData("0005020000001000" + "0005020000001000", "twice the same")]
    [InlineData("00030100AABB0000" + "00030100AABB0000", "two extended CDBs")]
    public void Refused(string hex, string why)
    {
        Assert.False(AdditionalHeaders.TryParse(Convert.FromHexString(hex), out _), why);
    }

    [Fact]
    public void Too_long_cdb()
    {
        byte[] bytes = [0, 250, 1, 0, .. new byte[252]];
        Assert.False(AdditionalHeaders.TryParse(bytes, out _));
    }
}
