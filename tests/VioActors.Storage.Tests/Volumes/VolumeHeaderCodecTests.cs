using System.Buffers.Binary;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

[Trait("Req", "STO-10")]
public sealed class VolumeHeaderCodecTests
{
    private static readonly VolumeHeader Header = new(
        new PvId(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        new PoolId(new Guid("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")),
        7,
        ChunkSize.Default,
        1000,
        VolumeState.Draining);

    [Fact]
    public void Version_1_is_these_bytes()
    {
        const string bytes =
            "56494F50560D0A1A0100000050000000"
            + "33221100554477668899AABBCCDDEEFF"
            + "3C2D1E0F5A4B78698796A5B4C3D2E1F0"
            + "07000000000000000000100000000000"
            + "E80300000000000002000000";
        var copy = VolumeHeaderCodec.Encode(Header);
        Assert.Equal(bytes, Convert.ToHexString(copy.AsSpan(0, 76)));
        Assert.Equal(Crc32C.Of(Convert.FromHexString(bytes)), BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(76)));
        Assert.All(copy[80..], single => Assert.Equal(0, single));
        Assert.Equal(VolumeHeaderCodec.CopyBytes, copy.Length);
        Assert.Equal(Header, VolumeHeaderCodec.Choose(copy, copy, out _, out _));
    }

    [Theory]
    [InlineData(48, 0)]
    [InlineData(48, -1)]
    [InlineData(56, 0)]
    [InlineData(56, 3 << 20)]
    [InlineData(56, long.MinValue)]
    [InlineData(64, 0)]
    [InlineData(64, -5)]
    [InlineData(64, long.MaxValue)]
    [InlineData(64, 1L << 44)]
    public void A_value_out_of_range_is_damage_although_the_checksum_is_right(int offset, long value)
    {
        var copy = VolumeHeaderCodec.Encode(Header);
        BinaryPrimitives.WriteInt64LittleEndian(copy.AsSpan(offset), value);
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(76), Crc32C.Of(copy.AsSpan(0, 76)));
        Assert.Null(VolumeHeaderCodec.Choose(copy, copy, out var refusal, out _));
        Assert.Equal(VolumeRefusal.HeaderDamaged, refusal);
    }

    [Fact]
    public void The_higher_generation_wins_and_a_cut_copy_does_not_count()
    {
        var old = VolumeHeaderCodec.Encode(Header with { Generation = 6 });
        var copy = VolumeHeaderCodec.Encode(Header);
        Assert.Equal(Header, VolumeHeaderCodec.Choose(old, copy, out _, out _));
        Assert.Equal(Header, VolumeHeaderCodec.Choose(copy, old, out _, out _));
        Assert.Equal(6, VolumeHeaderCodec.Choose(old, copy.AsSpan(0, 79), out _, out _)!.Generation);
        Assert.Null(VolumeHeaderCodec.Choose([], [], out var refusal, out _));
        Assert.Equal(VolumeRefusal.NotAVolume, refusal);
    }
}
