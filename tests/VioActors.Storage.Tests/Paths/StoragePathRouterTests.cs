using VioActors.Storage.Chunks;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Paths;

public sealed class StoragePathRouterTests
{
    private static readonly ChunkAddress First = new(0, 0);
    private readonly Rig _rig = new();
    private readonly StoragePathRouter _router;

    public StoragePathRouterTests() => _router = new StoragePathRouter([_rig.PathOfOne, _rig.PathOfTwo]);

    [Fact]
    [Trait("Req", "RED-2")]
    public async Task IO_goes_on_by_the_next_path_and_comes_back_to_the_preferred_one()
    {
        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
        _rig.PathOfOne.Inject(new InjectedFault.Cut());
        Assert.Equal(StorageResult.Ok, await WriteAsync(2));
        Assert.Equal(StorageResult.Ok, await _router.FlushAsync(default));
        Assert.Equal(2, _rig.VolumesOfTwo.Sum(volume => volume.FlushCount));
        _rig.PathOfOne.ClearFault();
        _rig.PathOfOne.BringUp();
        var answered = _rig.PathOfOne.Figures.Answered;
        Assert.Equal(StorageResult.Ok, await WriteAsync(3));
        Assert.Equal(answered + 1, _rig.PathOfOne.Figures.Answered);
    }

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task A_write_cut_in_the_middle_is_repeated_by_the_next_path_after_the_first_let_go()
    {
        _rig.VolumesOfOne[0].Hold();
        var write = WriteAsync(1).AsTask();
        _rig.PathOfOne.Inject(new InjectedFault.Cut());
        Assert.Equal(0, _rig.PathOfTwo.Figures.Answered);
        _rig.VolumesOfOne[0].Release();
        Assert.Equal(StorageResult.Ok, await write);
        Assert.Equal(1, _rig.PathOfTwo.Figures.Answered);
    }

    [Fact]
    public async Task Without_a_path_left_everything_is_PathLost()
    {
        _rig.PathOfOne.TakeDown("test");
        _rig.PathOfTwo.TakeDown("test");
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1));
        Assert.Equal(StorageResult.PathLost, await _router.ReadAsync(First, 0, new byte[512], default));
        Assert.Equal(StorageResult.PathLost, await _router.ZeroAsync(new ChunkExtent(0, 0, 1), default));
        Assert.Equal(StorageResult.PathLost, await _router.FlushAsync(default));
    }

    [Fact]
    public async Task A_volume_on_one_path_only_is_reached_by_that_and_a_flush_needs_it()
    {
        _rig.PathOfTwo.RemoveVolume(1);
        Assert.Equal(StorageResult.Ok, await _router.ReadAsync(new ChunkAddress(1, 0), 0, new byte[512], default));
        _rig.PathOfOne.TakeDown("test");
        Assert.Equal(StorageResult.PathLost, await _router.ReadAsync(new ChunkAddress(1, 0), 0, new byte[512], default));
        Assert.Equal(StorageResult.PathLost, await _router.FlushAsync(default));
        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
    }

    [Fact]
    public async Task A_medium_error_is_not_tried_elsewhere()
    {
        _rig.VolumesOfOne[0].Fail = _ => new VolumeResult(VolumeStatus.ReadError, "bad sector");
        Assert.Equal(StorageResult.ReadError, await _router.ReadAsync(First, 0, new byte[512], default));
        Assert.Equal(0, _rig.PathOfTwo.Figures.Answered);
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public async Task A_copied_chunk_is_whole_and_durable()
    {
        var bytes = Rig.Pattern(Rig.ChunkBytes, 5);
        await _router.WriteAsync(First, 0, bytes, false, default);
        var copier = new ChunkCopier(_router, Rig.Chunk);
        Assert.Equal(StorageResult.Ok, await copier.CopyAsync(First, new ChunkAddress(1, 3)));
        _rig.Crash(new Random(1));
        var seen = new byte[Rig.ChunkBytes];
        Assert.Equal(StorageResult.Ok, await _rig.PathOfOne.ReadAsync(new ChunkAddress(1, 3), 0, seen, default));
        Assert.Equal(bytes, seen);
        _rig.VolumesOfOne[1].Fail = operation => operation == VolumeOperation.Write ? new VolumeResult(VolumeStatus.WriteError) : null;
        Assert.Equal(StorageResult.WriteError, await new ChunkCopier(_rig.PathOfOne, Rig.Chunk).CopyAsync(First, new ChunkAddress(1, 4)));
    }

    private ValueTask<StorageResult> WriteAsync(int seed) => _router.WriteAsync(First, 0, Rig.Pattern(512, seed), false, default);
}
