using FsCheck;
using FsCheck.Fluent;
using VioActors.Storage.Maps;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;

namespace VioActors.Storage.Tests.Maps;

public sealed class ChunkMapTests
{
    [Fact]
    public void A_map_gives_what_was_mapped_and_none_elsewhere()
    {
        var map = new ChunkMap(5000);
        Assert.True(map.TryMap(0, new ChunkAddress(3, 7)));
        Assert.True(map.TryMap(4999, new ChunkAddress(ChunkAddress.MaxPvIndex, ChunkAddress.MaxChunkIndex)));
        Assert.Equal(new ChunkAddress(3, 7), map[0]);
        Assert.Equal((ChunkAddress.MaxPvIndex, ChunkAddress.MaxChunkIndex), (map[4999].PvIndex, map[4999].ChunkIndex));
        Assert.False(map[1].IsMapped);
        Assert.Equal(2, map.MappedCount);
    }

    [Fact]
    public void A_mapped_chunk_keeps_its_address()
    {
        var map = new ChunkMap(1);
        Assert.True(map.TryMap(0, new ChunkAddress(0, 0)));
        Assert.True(map.TryMap(0, new ChunkAddress(0, 0)));
        Assert.False(map.TryMap(0, new ChunkAddress(0, 1)));
        Assert.Equal(new ChunkAddress(0, 0), map[0]);
        Assert.Equal(new ChunkAddress(0, 0), map.Unmap(0));
        Assert.Equal(ChunkAddress.None, map.Unmap(0));
        Assert.Equal(0, map.MappedCount);
    }

    [Fact]
    public void A_run_of_chunks_is_mapped_at_once()
    {
        var map = new ChunkMap(3000);
        Assert.True(map.TryMap(1000, new ChunkExtent(2, 50, 100)));
        Assert.Equal(new ChunkAddress(2, 50), map[1000]);
        Assert.Equal(new ChunkAddress(2, 149), map[1099]);
        Assert.False(map[1100].IsMapped);
        Assert.False(map.TryMap(1099, new ChunkExtent(2, 150, 2)));
        Assert.Equal(new ChunkAddress(2, 151), map[1100]);
        Assert.Equal(101, map.MappedCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.TryMap(2999, new ChunkExtent(0, 0, 2)));
    }

    [Fact]
    public void Outside_the_map_is_a_broken_invariant()
    {
        var map = new ChunkMap(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.TryMap(10, new ChunkAddress(0, 0)));
        Assert.Throws<ArgumentException>(() => map.TryMap(1, ChunkAddress.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Grow(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkMap(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkMap(ChunkMap.MaxChunks + 1));
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_grown_map_keeps_its_content_and_a_copy_is_its_own()
    {
        var map = new ChunkMap(10);
        map.TryMap(9, new ChunkAddress(1, 1));
        var copy = map.Copy();
        map.Grow(3_000_000);
        map.TryMap(2_999_999, new ChunkAddress(1, 2));
        Assert.Equal(new ChunkAddress(1, 1), map[9]);
        Assert.Equal([(9L, new ChunkAddress(1, 1)), (2_999_999L, new ChunkAddress(1, 2))], map.Mapped());
        Assert.Equal((10L, 1L), (copy.ChunkCount, copy.MappedCount));
    }

    [Fact]
    public async Task Readers_see_each_mapping_once_published_while_writers_add()
    {
        const int count = 200_000;
        var map = new ChunkMap(count);
        long published = -1;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            long seen;
            do
            {
                seen = Volatile.Read(ref published);
                if (seen >= 0 && map[seen] != new ChunkAddress(1, seen))
                    return false;
            }
            while (seen < count - 1);
            return true;
        })).ToList();
        for (var i = 0; i < count; i++)
        {
            map.TryMap(i, new ChunkAddress(1, i));
            Volatile.Write(ref published, i);
        }

        Assert.All(await Task.WhenAll(readers), Assert.True);
    }

    [Fact]
    public async Task Of_two_racing_writers_one_wins_and_the_count_is_right()
    {
        var map = new ChunkMap(100_000);
        var wins = await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
            Enumerable.Range(0, 100_000).Count(i => map.TryMap(i, new ChunkAddress(w, i))))));
        Assert.Equal(100_000, wins.Sum());
        Assert.Equal(100_000, map.MappedCount);
    }

    [Fact]
    public void A_map_survives_its_byte_form()
    {
        var entries = Gen.Zip(Gen.Choose(0, 4000), Gen.Choose(0, 1 << 20)).ListOf().ToArbitrary();
        var property = Prop.ForAll(entries, list =>
        {
            var map = new ChunkMap(4001);
            foreach (var (logical, chunk) in list)
                map.TryMap(logical, new ChunkAddress(chunk % 5, chunk));
            Assert.True(ChunkMapCodec.TryDecode(ChunkMapCodec.Encode(map), out var decoded, out var problem), problem);
            Assert.Equal(map.ChunkCount, decoded!.ChunkCount);
            Assert.Equal(map.Mapped(), decoded.Mapped());
            Assert.Equal(map.MappedCount, decoded.MappedCount);
        });
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Fact]
    public void The_byte_form_is_fixed()
    {
        var map = new ChunkMap(3);
        map.TryMap(1, new ChunkAddress(2, 3));
        Assert.Equal(
            "56434D5001000000030000000000000001000000000000000100000000000000010000000000000003000000000002808F730BC5",
            Convert.ToHexString(ChunkMapCodec.Encode(map)));
    }

    [Fact]
    public void Damaged_or_cut_bytes_are_refused()
    {
        var map = new ChunkMap(100);
        for (var i = 0; i < 100; i += 3)
            map.TryMap(i, new ChunkAddress(0, i));
        var bytes = ChunkMapCodec.Encode(map);
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(ChunkMapCodec.TryDecode(bytes.AsSpan(0, length), out _, out _));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x10;
            Assert.False(ChunkMapCodec.TryDecode(damaged, out var none, out var problem));
            Assert.Null(none);
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void Hostile_bytes_with_a_right_checksum_are_refused()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[28 + random.Next(60)];
            random.NextBytes(bytes);
            Rig.Pattern(0, 0).CopyTo(bytes, 0);
            "VCMP\u0001\0\0\0"u8.CopyTo(bytes);
            bytes.AsSpan(8 + random.Next(1, 4), 24 - 12).Clear();
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
            if (ChunkMapCodec.TryDecode(bytes, out var map, out _))
                Assert.InRange(map!.ChunkCount, 1, ChunkMap.MaxChunks);
        }
    }

    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_537)]
    [InlineData(32_768)]
    [InlineData(128 * 1024 * 1024)]
    [InlineData(0)]
    [InlineData(-65_536)]
    public void Chunk_sizes_are_powers_of_two_in_range(long bytes)
    {
        Assert.False(ChunkSize.TryFromBytes(bytes, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSize.FromBytes(bytes));
    }

    [Fact]
    public void The_default_chunk_size_is_one_MiB()
    {
        Assert.Equal(1 << 20, default(ChunkSize).Bytes);
        Assert.Equal(ChunkSize.FromBytes(1 << 20), ChunkSize.Default);
        const long bytes = (2 << 20) + 5;
        Assert.Equal((2L, 5), (ChunkSize.Default.IndexOf(bytes), ChunkSize.Default.Within(bytes)));
        Assert.Equal((3L, 2L), (ChunkSize.Default.ChunksFor(bytes), ChunkSize.Default.ChunksFor(2 << 20)));
    }

    [Fact]
    public void Packed_addresses_from_outside_are_checked()
    {
        Assert.True(ChunkAddress.TryFromPacked(0, out var none));
        Assert.False(none.IsMapped);
        Assert.True(ChunkAddress.TryFromPacked(new ChunkAddress(5, 6).Packed, out var address));
        Assert.Equal(new ChunkAddress(5, 6), address);
        Assert.False(ChunkAddress.TryFromPacked(5, out _));
        Assert.False(ChunkAddress.TryFromPacked(-1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkAddress(ChunkAddress.MaxPvIndex + 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkAddress(0, -1));
    }
}
