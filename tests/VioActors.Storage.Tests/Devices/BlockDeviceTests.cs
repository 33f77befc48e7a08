using VioActors.Storage.Devices;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Tests.Volumes;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Devices;

/// <summary>The contract on aligned buffers past the page cache, over a file.</summary>
public sealed class BlockDeviceVolumeTests : PhysicalVolumeContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public BlockDeviceVolumeTests()
    {
        using var file = File.Create(_folder.File("disk"));
        file.SetLength(VolumeHeader.AreaBytes + (Chunks * Chunk) + 1000);
    }

    public void Dispose() => _folder.Dispose();

    protected override IPhysicalVolume Open() => DevicePhysicalVolume.CreateAsync(
        BlockDevice.Open(_folder.File("disk")), "the disk", new PvId(Guid.NewGuid()), new PoolId(Guid.NewGuid()), Rig.Chunk)
        .GetAwaiter().GetResult().Require();

    protected override IPhysicalVolume Reopen() => DevicePhysicalVolume.OpenAsync(
        BlockDevice.Open(_folder.File("disk")), "the disk", VolumeOpenMode.Data, new VolumeExpectation())
        .GetAwaiter().GetResult().Require();
}

[Trait("Req", "STO-10")]
public sealed class BlockDeviceTests : IDisposable
{
    private static readonly PoolId Pool = new(new Guid("11111111-0000-0000-0000-000000000001"));
    private readonly TempFolder _folder = new();
    private readonly VolumeSource _source = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [LoopDeviceFact]
    public async Task A_real_block_device_is_found_sized_written_past_the_cache_and_refused_when_it_is_another()
    {
        var (id, image) = (new PvId(Guid.NewGuid()), _folder.File("disk"));
        using (var file = File.Create(image))
            file.SetLength(VolumeHeader.AreaBytes + (8 * Rig.ChunkBytes));
        using var loop = LoopDevice.Attach(image);
        Assert.True(BlockDevice.IsBlockDevice(loop.Path));
        using (var device = BlockDevice.Open(loop.Path))
        {
            Assert.Equal(VolumeHeader.AreaBytes + (8 * Rig.ChunkBytes), device.LengthBytes);
            Assert.Equal(512, device.SectorBytes);
            Assert.True(device.IsDirect);
        }

        using (var volume = (await _source.CreateAsync(loop.Path, id, Pool, Rig.Chunk, null)).Require())
        {
            Assert.Equal(8, volume.ChunkCount);
            var bytes = Rig.Pattern(3 * Rig.ChunkBytes, 1);
            Assert.True((await volume.WriteAsync(512, bytes, true, default)).IsOk);
            Assert.True((await volume.ZeroAsync(Rig.ChunkBytes, Rig.ChunkBytes, default)).IsOk);
            Assert.True((await volume.FlushAsync(default)).IsOk);
            Assert.Equal(VolumeRefusal.OwnedElsewhere,
                (await _source.OpenAsync(loop.Path, VolumeOpenMode.Owner, new VolumeExpectation(id, Pool))).Refusal);
            using var other = (await _source.OpenAsync(loop.Path, VolumeOpenMode.Data, new VolumeExpectation(id, Pool))).Require();
            bytes.AsSpan(Rig.ChunkBytes - 512, Rig.ChunkBytes).Clear();
            var read = new byte[bytes.Length];
            Assert.True((await other.ReadAsync(512, read, default)).IsOk);
            Assert.Equal(bytes, read);
        }

        var again = await _source.CreateAsync(loop.Path, new PvId(Guid.NewGuid()), Pool, Rig.Chunk, null);
        Assert.Equal(VolumeRefusal.AlreadyExists, again.Refusal);
        Assert.Contains(id.ToString(), again.Message);
        var swapped = await _source.OpenAsync(loop.Path, VolumeOpenMode.Data, new VolumeExpectation(new PvId(Guid.NewGuid()), Pool));
        Assert.Equal(VolumeRefusal.Swapped, swapped.Refusal);
    }

    [Fact]
    public async Task A_device_with_a_stale_foreign_damaged_or_missing_header_is_refused_by_name()
    {
        var (id, path) = (new PvId(Guid.NewGuid()), _folder.File("disk"));
        using (var file = File.Create(path))
            file.SetLength(VolumeHeader.AreaBytes + (8 * Rig.ChunkBytes));
        Assert.Equal(VolumeRefusal.NotAVolume, await OpenAsync(new VolumeExpectation()));
        var volume = (await DevicePhysicalVolume.CreateAsync(BlockDevice.Open(path), path, id, Pool, Rig.Chunk)).Require();
        Assert.True((await volume.RecordStateAsync(VolumeState.Draining)).IsOk);
        Assert.Equal(2, volume.Header.Generation);
        volume.Dispose();
        Assert.Null(await OpenAsync(new VolumeExpectation(id, Pool, 2)));
        Assert.Equal(VolumeRefusal.Stale, await OpenAsync(new VolumeExpectation(id, Pool, 3)));
        Assert.Equal(VolumeRefusal.ForeignPool, await OpenAsync(new VolumeExpectation(id, new PoolId(Guid.NewGuid()))));
        Assert.Equal(VolumeRefusal.Swapped, await OpenAsync(new VolumeExpectation(new PvId(Guid.NewGuid()), Pool)));

        await DamageAsync(0);
        Assert.Null(await OpenAsync(new VolumeExpectation(id, Pool, 2), VolumeOpenMode.Owner));
        await DamageAsync(VolumeHeaderCodec.SecondCopyOffsetBytes);
        Assert.Null(await OpenAsync(new VolumeExpectation(id, Pool, 2)));
        await DamageAsync(0);
        Assert.Equal(VolumeRefusal.HeaderDamaged, await OpenAsync(new VolumeExpectation(id, Pool)));

        async Task<VolumeRefusal?> OpenAsync(VolumeExpectation expectation, VolumeOpenMode mode = VolumeOpenMode.Data)
        {
            var opening = await DevicePhysicalVolume.OpenAsync(BlockDevice.Open(path), path, mode, expectation);
            opening.Volume?.Dispose();
            Assert.True(opening.Volume is not null || opening.Message.Contains(path));
            return opening.Refusal;
        }

        async Task DamageAsync(int offset)
        {
            await using var file = File.OpenWrite(path);
            file.Position = offset + 50;
            file.WriteByte(0xEE);
        }
    }

    [Fact]
    public async Task A_device_that_is_too_small_or_away_is_refused()
    {
        var path = _folder.File("small");
        await File.WriteAllBytesAsync(path, new byte[4096]);
        var refused = await DevicePhysicalVolume.CreateAsync(
            BlockDevice.Open(path), path, new PvId(Guid.NewGuid()), Pool, Rig.Chunk);
        Assert.Equal(VolumeRefusal.NoSpace, refused.Refusal);
        Assert.Throws<IOException>(() => BlockDevice.Open(_folder.File("nothing")));
        var url = await _source.OpenAsync("nbd://127.0.0.1:1/x", VolumeOpenMode.Data, new VolumeExpectation());
        Assert.Equal(VolumeRefusal.NotFound, url.Refusal);
        Assert.Equal(VolumeRefusal.Unsuitable, (await _source.OpenAsync("nbd://", VolumeOpenMode.Data, new VolumeExpectation())).Refusal);
        var file = await _source.OpenAsync(_folder.File("nothing"), VolumeOpenMode.Data, new VolumeExpectation());
        Assert.Equal(VolumeRefusal.NotFound, file.Refusal);
    }
}
