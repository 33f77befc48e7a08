using System.Text;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Tests.Text;

public class KeyTextTests
{
    [Fact]
    public void Pairs_in_order_with_trailing_nulls()
    {
        Assert.True(KeyText.TryParse("A=1\0B=x=y\0C=\0\0"u8, out var pairs));
        Assert.Equal([new("A", "1"), new("B", "x=y"), new("C", "")], pairs);
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        KeyValuePair<string, string>[] pairs = [new("TargetName", "iqn.x:y"), new("TargetAddress", "[::1]:3260,1")];
        Assert.True(KeyText.TryParse(KeyText.Write(pairs), out var read));
        Assert.Equal(pairs, read);
    }

    [Theory]
    [InlineData("no equals sign\0")]
    [InlineData("=value\0")]
    [InlineData("ke y=value\0")]
    [InlineData("key=va\nlue\0")]
    public void Refused(string text) => Assert.False(KeyText.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Refused_beyond_the_bounds()
    {
        Assert.False(KeyText.TryParse(Encoding.ASCII.GetBytes(new string('k', KeyText.KeyLengthMax + 1) + "=1\0"), out _));
        Assert.False(KeyText.TryParse(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("k=1\0", KeyText.KeyCountMax + 1))), out _));
        Assert.False(KeyText.TryParse(Encoding.ASCII.GetBytes("k=" + new string('v', KeyText.SizeBytesMax)), out _));
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("0x200", 512)]
    [InlineData("0X1ff", 511)]
    [InlineData("4096", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData(" 1", null)]
    [InlineData("", null)]
    [InlineData("0x", null)]
    [InlineData("1e2", null)]
    [InlineData("99999999999999999999", null)]
    public void Numbers(string text, int? expected)
    {
        Assert.Equal(expected is not null, KeyText.TryNumber(text, 1, 4095, out var number));
        Assert.True(expected is null || expected == number);
    }

    [Theory]
    [InlineData("iqn.1993-08.org.Debian:01:ABC", "iqn.1993-08.org.debian:01:abc")]
    [InlineData("eui.02004567A425678D", "eui.02004567a425678d")]
    [InlineData("naa.52004567BA64678D", "naa.52004567ba64678d")]
    [InlineData("disk", null)]
    [InlineData("iqn.", null)]
    [InlineData("iqn.x y", null)]
    [InlineData("iqn.x,y", null)]
    public void Names(string text, string? expected)
    {
        Assert.Equal(expected is not null, IscsiName.TryNormalize(text, out var name));
        Assert.True(expected is null || expected == name);
    }

    [Fact]
    public void Name_too_long() => Assert.False(IscsiName.TryNormalize("iqn." + new string('a', 220), out _));

    [Theory]
    [InlineData("0x0aFF", "0AFF")]
    [InlineData("0xAFF", "0AFF")]
    [InlineData("0bCv8=", "0AFF")]
    [InlineData("0AFF", null)]
    [InlineData("0x", null)]
    [InlineData("0xZZ", null)]
    [InlineData("0b*", null)]
    [InlineData("", null)]
    [InlineData("0x0102030405", null)]
    public void Binary_values(string text, string? expected)
    {
        Assert.Equal(expected is not null, BinaryValue.TryParse(text, 4, out var bytes));
        Assert.True(expected is null || expected == Convert.ToHexString(bytes));
    }
}
