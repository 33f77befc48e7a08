using VioActors.Iscsi.Digest;

namespace VioActors.Iscsi.Tests.Digest;

/// <summary>The examples of RFC 7143 appendix A, as they stand on the wire.</summary>
public class Crc32CTests
{
    private static readonly byte[] Rising = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    public static TheoryData<byte[], string> Examples => new()
    {
        { new byte[32], "AA36918A" },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], "43ABA862" },
        { Rising, "4E79DD46" },
        { [.. Rising.Reverse()], "5CDB3F11" },
        {
            Convert.FromHexString("01C00000" + "00000000" + "00000000" + "00000000" + "14000000" + "00000400" + "00000014" + "00000018"
                + "28000000" + "00000000" + "02000000" + "00000000"),
            "563A96D9"
        },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Digest_of_the_standard_examples(byte[] bytes, string expected)
    {
        var digest = new byte[Crc32C.SizeBytes];
        Crc32C.Write(digest, Crc32C.Compute(bytes));
        Assert.Equal(expected, Convert.ToHexString(digest));
        Assert.Equal(Crc32C.Compute(bytes), Crc32C.Read(digest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(31)]
    public void Pieces_give_the_digest_of_the_whole(int cut)
    {
        var crc = Crc32C.Append(Crc32C.Append(Crc32C.Initial, Rising.AsSpan(0, cut)), Rising.AsSpan(cut));
        Assert.Equal(Crc32C.Compute(Rising), Crc32C.Finish(crc));
    }

    [Fact]
    public void Padding_counts_as_zeroes()
    {
        byte[] padded = [1, 2, 3, 0];
        var crc = Crc32C.AppendPadding(Crc32C.Append(Crc32C.Initial, padded.AsSpan(0, 3)), 1);
        Assert.Equal(Crc32C.Compute(padded), Crc32C.Finish(crc));
    }
}
