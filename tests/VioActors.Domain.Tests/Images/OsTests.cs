using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Images;

public sealed class OsTests
{
    private static readonly OsMedium A = Media.Make("a", 1);
    private static readonly OsMedium B = Media.Make("b", 2);

    [Fact]
    [Trait("Req", "OSI-3")]
    public void A_service_answers_as_the_system_in_memory_does_and_a_stale_pointer_shows()
    {
        var (pool, memory) = Pool(200);
        var (a, b) = (OsLoader.Load(A), OsLoader.Load(B));
        var (onA, onB) = (Load(pool, memory, a), Load(pool, memory, b));
        pool.Switch(memory, onA);
        foreach (var portion in a.Portions)
            Assert.Equal(A.Evaluate(portion.Name, 77, _ => OsLoader.WordOf("10.0.0.1")), Call(memory, portion, 77).Value);

        pool.Switch(memory, onB);
        foreach (var portion in b.Portions)
            Assert.Equal(B.Evaluate(portion.Name, 77, _ => OsLoader.WordOf("10.0.0.1")), Call(memory, portion, 77).Value);
        Assert.All(a.Portions, portion => Assert.Equal(CallOutcome.Trapped, Call(memory, portion, 77).Outcome));
    }

    [Fact]
    public void A_medium_is_read_as_it_was_written_and_a_wrong_one_says_where()
    {
        Assert.True(OsMediumText.TryParse(OsMediumText.Write(B), out var read, out _));
        Assert.Equal(OsMediumText.Write(B), OsMediumText.Write(read));
        Assert.Equal(B.Evaluate("net.send", 5, _ => 9), read.Evaluate("net.send", 5, _ => 9));
        foreach (var (text, problem) in new[]
        {
            ("data 1 2", "names no"),
            ("os a 1\ndata 0 1", "line 2"),
            ("os a 1\ndata 1 1\nservice x kernel 1 1 64", "line 3"),
            ("os a 1\ndata 1 1\nservice x kernel 1 1 1 calls y", "not before"),
            ("os a 1\ndata 1 1\nservice x kernel 1 1 1\nservice x kernel 1 1 1", "one name"),
            ("os a 1\ndata 1 1\nservice x kernel 1 1 1 reads 3", "nothing"),
            ("os a 1\ndata 99999999 1", "line 2"),
            ("rm -rf", "no statement"),
        })
        {
            Assert.False(OsMediumText.TryParse(text, out _, out var fault));
            Assert.Contains(problem, fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_is_read_as_it_was_written()
    {
        var image = Image();
        var bytes = OsImageCodec.Write(image);
        Assert.True(OsImageCodec.TryReadHeader(bytes, out var header, out _));
        Assert.Equal(bytes.Length >> MemoryPage.Shift, header.FirstDataPage);
        Assert.True(OsImageCodec.TryReadMetadata(header, bytes.AsSpan(MemoryPage.SizeBytes), out var read, out _));
        Assert.Equal((image.Name, image.Release, image.Portions, image.Areas), (read.Name, read.Release, read.Portions, read.Areas));
        Assert.Equal(image.Checksums, read.Checksums);
    }

    [Fact]
    public void A_damaged_or_hostile_image_is_refused_and_never_throws()
    {
        var bytes = OsImageCodec.Write(Image());
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var count = 1 + random.Next(4); count > 0; count--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 + random.Next(255));
            if (OsImageCodec.TryReadHeader(damaged, out var header, out _))
                OsImageCodec.TryReadMetadata(header, damaged.AsSpan(MemoryPage.SizeBytes), out _, out _);
        }

        // With right checksums, so that what is inside is looked at.
        Assert.True(OsImageCodec.TryReadHeader(bytes, out var good, out _));
        for (var round = 0; round < 2000; round++)
        {
            var body = bytes.AsSpan(MemoryPage.SizeBytes, good.MetadataBytes).ToArray();
            for (var count = 1 + random.Next(4); count > 0; count--)
                body[random.Next(body.Length)] ^= (byte)(1 + random.Next(255));
            OsImageCodec.TryReadMetadata(good with { MetadataChecksum = MemoryPage.Checksum(body) }, body, out _, out _);
        }

        var outside = Image() with { Portions = [new OsPortion("x", PortionKind.Library, MemoryPartition.OsBase + (1UL << 40), 16)] };
        bytes = OsImageCodec.Write(outside);
        Assert.True(OsImageCodec.TryReadHeader(bytes, out good, out _));
        Assert.False(OsImageCodec.TryReadMetadata(good, bytes.AsSpan(MemoryPage.SizeBytes), out _, out var problem));
        Assert.Contains("outside", problem, StringComparison.Ordinal);
    }

    private static OsImage Image()
    {
        var loader = OsLoader.Load(A);
        return new OsImage("a", "7.1", [.. loader.Portions], [.. loader.Areas], [.. Enumerable.Range(0, loader.PageCount).Select(n =>
            (uint)n)]);
    }

    private static CallResult Call(MemoryPartition memory, OsPortion portion, ulong argument) =>
        OsProcessor.Call(memory, portion.Address, OsProcessor.HashOf(portion.Name), argument);

    private static (SharedMemory Pool, MemoryPartition Memory) Pool(int frames)
    {
        var pool = new SharedMemory(frames);
        return (pool, pool.Add(new PartitionId(1), new MemoryTerms(64, 128, 0, 128)));
    }

    private static MemorySegment Load(SharedMemory pool, MemoryPartition memory, OsLoader loader)
    {
        var segment = pool.PrepareEmpty(memory, loader.PageCount);
        var bytes = new byte[MemoryPage.SizeBytes];
        for (var page = 0; page < loader.PageCount; page++)
        {
            loader.WritePage(page, bytes);
            Assert.Equal(MemoryAccess.Done, pool.WriteTo(segment, (long)page << MemoryPage.Shift, bytes, out _));
        }

        return segment;
    }
}
