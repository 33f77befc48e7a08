using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

[Trait("Req", "STO-10")]
public sealed class FileVolumeOpeningTests : IDisposable
{
    private const int Chunks = 4;
    private const int SecondCopy = VolumeHeaderCodec.SecondCopyOffsetBytes;
    private static readonly ChunkSize Chunk = ChunkSize.FromBytes(ChunkSize.MinBytes);
    private readonly TempFolder _folder = new();
    private readonly PoolId _pool = new(Guid.NewGuid());
    private readonly PvId _id = new(Guid.NewGuid());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_volume_is_sparse_and_has_two_equal_header_copies()
    {
        var path = Create("a");
        Assert.Equal(VolumeHeader.AreaBytes + (Chunks * (long)Chunk.Bytes), new FileInfo(path).Length);
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(bytes[..VolumeHeaderCodec.CopyBytes], bytes[SecondCopy..(SecondCopy + VolumeHeaderCodec.CopyBytes)]);
        Assert.Equal("VIOPV\r\n\u001a", System.Text.Encoding.ASCII.GetString(bytes, 0, 8));
    }

    [Fact]
    public void An_existing_file_is_never_made_a_volume()
    {
        var path = _folder.File("precious");
        File.WriteAllText(path, "precious");
        var opening = FilePhysicalVolume.Create(path, _id, _pool, Chunk, Chunks);
        AssertRefused(opening, VolumeRefusal.AlreadyExists, path, _id.ToString());
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Fact]
    public void A_missing_file_and_a_missing_folder_are_named()
    {
        AssertRefused(Open(_folder.File("none")), VolumeRefusal.NotFound, "none");
        AssertRefused(Open(_folder.File("no/ne")), VolumeRefusal.NotFound, "no/ne");
        AssertRefused(FilePhysicalVolume.Create(_folder.File("no/ne"), _id, _pool, Chunk, 1), VolumeRefusal.NotFound, "no/ne");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void A_file_without_a_header_is_not_a_volume_and_stays_as_it_is(int length)
    {
        var path = _folder.File("text");
        var bytes = Rig.Pattern(length, 1);
        File.WriteAllBytes(path, bytes);
        AssertRefused(Open(path, VolumeOpenMode.Owner), VolumeRefusal.NotAVolume, path);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SecondCopy)]
    public void One_damaged_header_copy_is_tolerated_and_repaired_by_the_owner(int copy)
    {
        var path = Create("a");
        Damage(path, copy + 50);
        using (var data = Open(path).Require())
            Assert.Equal(_id, data.Id);
        Assert.NotEqual(HeaderCopy(path, 0), HeaderCopy(path, SecondCopy));

        using (var owner = Open(path, VolumeOpenMode.Owner).Require())
            Assert.Equal(_pool, owner.Pool);

        Assert.Equal(HeaderCopy(path, 0), HeaderCopy(path, SecondCopy));
    }

    [Fact]
    public void Two_damaged_header_copies_are_refused()
    {
        var path = Create("a");
        Damage(path, 50);
        Damage(path, SecondCopy + 20);
        AssertRefused(Open(path), VolumeRefusal.HeaderDamaged, path, "damaged");
    }

    [Fact]
    public void Every_damaged_bit_of_a_header_copy_is_noticed()
    {
        var path = Create("a");
        var bytes = HeaderCopy(path, 0);
        var header = VolumeHeaderCodec.Choose(bytes, bytes, out _, out _);
        Assert.NotNull(header);
        for (var bit = 0; bit < 80 * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(VolumeHeaderCodec.Choose(damaged, damaged, out _, out var problem));
            Assert.NotEmpty(problem);
            Assert.Equal(header, VolumeHeaderCodec.Choose(damaged, bytes, out _, out _));
            Assert.Equal(header, VolumeHeaderCodec.Choose(bytes, damaged, out _, out _));
        }
    }

    [Fact]
    public void An_unknown_format_version_is_refused_as_that()
    {
        var path = Create("a");
        Write(path, 8, [9, 0, 0, 0]);
        Write(path, SecondCopy + 8, [9, 0, 0, 0]);
        AssertRefused(Open(path), VolumeRefusal.UnsupportedVersion, "version 9");
    }

    [Fact]
    public void Swapped_foreign_stale_retired_and_truncated_volumes_are_refused_by_name()
    {
        var path = Create("a");
        AssertRefused(Open(path, new VolumeExpectation(new PvId(Guid.NewGuid()), _pool)), VolumeRefusal.Swapped, _id.ToString());
        AssertRefused(Open(path, new VolumeExpectation(_id, new PoolId(Guid.NewGuid()))), VolumeRefusal.ForeignPool, _pool.ToString());
        AssertRefused(Open(path, new VolumeExpectation(_id, _pool, 2)), VolumeRefusal.Stale, "generation 1", "knows 2");
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.SetLength(file, VolumeHeader.AreaBytes + (Chunks * (long)Chunk.Bytes) - 1);
        AssertRefused(Open(path), VolumeRefusal.Truncated, "cut off");
        var retired = Create("b");
        using (var owner = Open(retired, VolumeOpenMode.Owner).Require())
            Assert.True(owner.RecordState(VolumeState.Retired).IsOk);
        AssertRefused(Open(retired), VolumeRefusal.Retired, "taken out");
    }

    [Fact]
    public void A_state_is_recorded_under_the_next_generation_by_the_owner_only()
    {
        var path = Create("a");
        using (var owner = Open(path, VolumeOpenMode.Owner).Require())
            Assert.True(owner.RecordState(VolumeState.Draining).IsOk);
        using var data = Open(path, new VolumeExpectation(_id, _pool, 2)).Require();
        Assert.Equal(new VolumeHeader(_id, _pool, 2, Chunk, Chunks, VolumeState.Draining), data.Header);
        Assert.Throws<InvalidOperationException>(() => data.RecordState(VolumeState.Active));
    }

    [Fact]
    public void A_header_update_cut_off_after_its_first_copy_leaves_the_newer_one_valid()
    {
        var path = Create("a");
        var before = HeaderCopy(path, 0);
        using (var owner = Open(path, VolumeOpenMode.Owner).Require())
            owner.RecordState(VolumeState.Draining);
        Write(path, SecondCopy, before);
        using var opened = Open(path).Require();
        Assert.Equal(VolumeState.Draining, opened.Header.State);
    }

    [Fact]
    public void One_owner_at_a_time_and_any_number_of_data_handles()
    {
        var path = Create("a");
        using (var owner = Open(path, VolumeOpenMode.Owner).Require())
        {
            AssertRefused(Open(path, VolumeOpenMode.Owner), VolumeRefusal.OwnedElsewhere, "owner");
            using var data = Open(path).Require();
            using var more = Open(path).Require();
            Assert.Equal(owner.Id, more.Id);
        }

        using var next = Open(path, VolumeOpenMode.Owner).Require();
        Assert.Equal(VolumeOpenMode.Owner, next.Mode);
    }

    [Fact]
    public void A_volume_is_in_a_set_once_and_only_among_its_like()
    {
        using var set = new VolumeSet(_pool, Chunk);
        var volume = Open(Create("a")).Require();
        Assert.Null(set.Add(0, volume));
        var copy = _folder.File("copy");
        File.Copy(_folder.File("a"), copy);
        using var twice = Open(copy).Require();
        Assert.Equal(VolumeRefusal.TwiceAdded, set.Add(1, twice)!.Value.Refusal);
        using var foreign = FilePhysicalVolume.Create(_folder.File("f"), _id, new PoolId(Guid.NewGuid()), Chunk, 1).Require();
        Assert.Equal(VolumeRefusal.ForeignPool, set.Add(1, foreign)!.Value.Refusal);
        using var other = FilePhysicalVolume.Create(_folder.File("o"), _id, _pool, ChunkSize.Default, 1).Require();
        Assert.Equal(VolumeRefusal.ChunkSizeDiffers, set.Add(1, other)!.Value.Refusal);
        Assert.Equal([0], set.Keys);
    }

    private static void AssertRefused(VolumeOpening<FilePhysicalVolume> opening, VolumeRefusal refusal, params string[] named)
    {
        Assert.Null(opening.Volume);
        Assert.Equal(refusal, opening.Refusal);
        Assert.All(named, name => Assert.Contains(name, opening.Message));
        Assert.Throws<InvalidOperationException>(opening.Require);
    }

    private static void Damage(string path, int offset) => Write(path, offset, [0xA5, 0x5A, 0xA5, 0x5A]);

    private static void Write(string path, int offset, byte[] bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, bytes, offset);
    }

    private static byte[] HeaderCopy(string path, int offset) => File.ReadAllBytes(path)[offset..(offset + VolumeHeaderCodec.CopyBytes)];

    private static VolumeOpening<FilePhysicalVolume> Open(string path, VolumeOpenMode mode = VolumeOpenMode.Data) =>
        FilePhysicalVolume.Open(path, mode, new VolumeExpectation());

    private static VolumeOpening<FilePhysicalVolume> Open(string path, VolumeExpectation expectation) =>
        FilePhysicalVolume.Open(path, VolumeOpenMode.Data, expectation);

    private string Create(string name)
    {
        var path = _folder.File(name);
        FilePhysicalVolume.Create(path, _id, _pool, Chunk, Chunks).Require().Dispose();
        return path;
    }
}
