using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Tests.Rendering;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1024 * 1024 - 1, "1023.9 KiB")]
    [InlineData(16L << 40, "16 TiB")]
    [InlineData(long.MaxValue, "7.9 EiB")]
    [InlineData(-2048, "-2 KiB")]
    [InlineData(long.MinValue, "-8 EiB")]
    public void Sizes_are_shown_in_powers_of_1024(long bytes, string text) => Assert.Equal(text, ByteSize.ToText(bytes));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("16G", 16L << 30)]
    [InlineData("1.5 gib", 3L << 29)]
    [InlineData("2TB", 2L << 40)]
    [InlineData(" 7 PiB ", 7L << 50)]
    public void Sizes_are_read_as_operators_type_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("-1G")]
    [InlineData("1.5")]
    [InlineData("1,5G")]
    [InlineData("1..5G")]
    [InlineData("1X")]
    [InlineData("1Gi")]
    [InlineData("1GiBB")]
    [InlineData("9999999P")]
    [InlineData("99999999999999999999999999999999999")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
