using VioActors.Storage.Access;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Access;

/// <summary>A flush covers the volumes that have bytes of the unit, whoever wrote them, and fails for no other's sake.</summary>
[Trait("Req", "STO-6")]
public sealed class FlushTests
{
    private const int Chunk = Rig.ChunkBytes;
    private readonly Rig _rig = new();
    private readonly TestLu _lu;

    public FlushTests()
    {
        _lu = _rig.Pool.CreateLu(1, 4 * Chunk);
        _lu.Map.TryMap(0, new ChunkAddress(0, 3));
    }

    [Fact]
    public async Task While_all_volumes_answer_nobody_is_asked_and_all_are_flushed()
    {
        var access = _lu.Open(_rig.PathOfOne);
        Assert.Equal(StorageResult.Ok, await access.FlushAsync());
        Assert.Equal([1, 1], _rig.VolumesOfOne.Select(volume => volume.FlushCount));
        Assert.Equal(0, _lu.VolumeQuestions);
    }

    [Fact]
    public async Task A_lost_volume_without_bytes_of_the_unit_fails_no_flush()
    {
        var access = _lu.Open(_rig.PathOfOne);
        await Rig.WriteOkAsync(access, 0, Rig.Pattern(512, 1));
        _rig.PathOfOne.TakeDown(1, "test");
        Assert.Equal(StorageResult.Ok, await access.FlushAsync());
        Assert.Equal(1, _lu.VolumeQuestions);
        _rig.Crash(new Random(1));
        var after = _lu.Open(_rig.PathOfOne, time: TimeProvider.System);
        Assert.Equal(Rig.Pattern(512, 1), await Rig.ReadOkAsync(after, 0, 512));
    }

    [Theory]
    [InlineData(VolumeStatus.Lost, StorageResult.PathLost)]
    [InlineData(VolumeStatus.WriteError, StorageResult.WriteError)]
    public async Task A_volume_with_bytes_of_the_unit_fails_it(VolumeStatus status, StorageResult expected)
    {
        _lu.Map.TryMap(1, new ChunkAddress(1, 3));
        var access = _lu.Open(_rig.PathOfOne);
        _rig.VolumesOfOne[1].Fail = operation => operation == VolumeOperation.Flush ? new VolumeResult(status, "why") : null;
        Assert.Equal(expected, await access.FlushAsync());
        Assert.Equal(0, _lu.VolumeQuestions);
    }

    [Fact]
    public async Task What_was_written_through_another_VIOS_counts_too()
    {
        var one = _lu.Open(_rig.PathOfOne);
        _lu.Map.TryMap(1, new ChunkAddress(1, 3));
        var two = _lu.Open(_rig.PathOfTwo);
        await Rig.WriteOkAsync(two, Chunk, Rig.Pattern(512, 1));
        _rig.PathOfOne.TakeDown(1, "test");
        Assert.Equal(StorageResult.PathLost, await one.FlushAsync());
        Assert.Equal(StorageResult.Ok, await two.FlushAsync());

        _lu.DoesNotSay = true;
        Assert.Equal(StorageResult.PathLost, await one.FlushAsync());
        _rig.PathOfOne.BringUp(1);
        Assert.Equal(StorageResult.Ok, await one.FlushAsync());
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task A_volume_that_hangs_holds_up_only_the_units_on_it()
    {
        var access = _lu.Open(_rig.PathOfOne);
        var hanging = _rig.Pool.CreateLu(2, Chunk);
        hanging.Map.TryMap(0, new ChunkAddress(1, 4));
        var other = hanging.Open(_rig.PathOfOne);
        _rig.VolumesOfOne[1].Hold();
        Assert.Equal(StorageResult.Ok, await access.FlushAsync());
        var flush = other.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        _rig.PathOfOne.TakeDown(1, "test");
        _rig.VolumesOfOne[1].Release();
        Assert.Equal(StorageResult.PathLost, await flush);
    }

    [Fact]
    [Trait("Req", "RED-2")]
    public void Whether_bytes_are_reached_is_said_by_the_volumes_that_they_are_on()
    {
        _lu.Map.TryMap(1, new ChunkAddress(1, 3));
        var access = _lu.Open(_rig.PathOfOne);
        Assert.True(access.IsReached() && access.IsReached(0, 4 * Chunk));
        _rig.PathOfOne.TakeDown(1, "test");
        Assert.Equal((true, false, true), (access.IsReached(0, Chunk), access.IsReached(0, Chunk + 1), access.IsReached(2 * Chunk, Chunk)));
        Assert.False(access.IsReached());
        Assert.Equal((true, true, false), (access.IsOn(0), access.IsOn(1), access.IsOn(2)));
        _rig.PathOfOne.TakeDown(0, "test");
        Assert.False(access.IsReached(2 * Chunk, Chunk));
    }
}
