using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Paths;

/// <summary>Each volume has a state of its own on a path: what happens to one is no other's concern.</summary>
[Trait("Req", "RED-2")]
public sealed class PathVolumeTests
{
    private readonly ManualTime _time = new();
    private readonly Rig _rig;

    public PathVolumeTests() => _rig = new Rig(time: _time);

    private StoragePath Path => _rig.PathOfOne;

    [Fact]
    public async Task A_lost_volume_ends_its_own_IO_and_no_other()
    {
        _rig.VolumesOfOne[0].Hold();
        var held = WriteAsync(0, 1).AsTask();
        _rig.VolumesOfOne[1].Fail = _ => new VolumeResult(VolumeStatus.Lost, "the cable");

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(seed => WriteAsync(1, seed).AsTask()));

        Assert.All(results, result => Assert.Equal(StorageResult.PathLost, result));
        Assert.False(held.IsCompleted);
        _rig.VolumesOfOne[0].Release();
        Assert.Equal(StorageResult.Ok, await held);
        Assert.Equal(StorageResult.Ok, await WriteAsync(0, 2));
        Assert.Equal((true, false, PathState.Up), (Path.IsUp(0), Path.IsUp(1), Path.State));
        Assert.Empty(_rig.Observer.Transitions);
        var (pvIndex, change) = Assert.Single(_rig.Observer.OfVolumes);
        Assert.Equal((1, PathState.Down, PathCause.VolumeLost, "the cable"), (pvIndex, change.To, change.Cause, change.Detail));
        Assert.Equal(change, Assert.Single(Path.Volumes[1].History));
        Assert.Empty(Path.Volumes[0].History);
        Assert.Equal((5, 5), ((int)Path.Volumes[1].Figures.Answered, (int)Path.Volumes[1].Figures.Failed));
        Assert.Equal((2, 0), ((int)Path.Volumes[0].Figures.Answered, (int)Path.Volumes[0].Figures.Failed));
    }

    [Fact]
    public async Task A_path_is_down_while_no_volume_is_reached_and_each_comes_back_alone()
    {
        _rig.VolumesOfOne.ForEach(volume => volume.Fail = _ => new VolumeResult(VolumeStatus.Lost, "the cable"));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1, 1));
        Assert.Equal(PathState.Up, Path.State);
        Assert.Equal(StorageResult.PathLost, await WriteAsync(0, 1));
        Assert.Equal(PathState.Down, Path.State);
        Assert.Equal((PathCause.VolumeLost, "Volume 0: the cable"), (Path.History[^1].Cause, Path.History[^1].Detail));
        Assert.Contains("the cable", (await Path.ProbeAsync(1, default)).Detail, StringComparison.Ordinal);

        _rig.VolumesOfOne[1].Fail = null;
        Assert.Equal((StorageResult.Ok, ""), await Path.ProbeAsync(1, default));
        Assert.Equal(PathChange.Ok, Path.BringUp(1));
        Assert.Equal(PathChange.NoOp, Path.BringUp(1));
        Assert.Equal(StorageResult.Ok, await WriteAsync(1, 1));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(0, 1));
        Assert.Equal([PathState.Down, PathState.Up], Path.History.Select(change => change.To));
        Assert.Equal(PathChange.Refused, Path.BringUp(7));
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task One_volume_can_be_disturbed_alone_and_a_cut_of_the_path_is_everybodys()
    {
        Assert.Equal(PathChange.Ok, Path.Inject(1, new InjectedFault.Cut()));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1, 1));
        Assert.Equal(StorageResult.Ok, await WriteAsync(0, 1));
        Assert.Equal(PathChange.Refused, Path.BringUp(1));
        Assert.Equal(StorageResult.PathLost, (await Path.ProbeAsync(1, default)).Result);

        Path.Inject(new InjectedFault.Cut());
        Assert.Equal(StorageResult.PathLost, await WriteAsync(0, 1));
        Path.ClearFault();
        Assert.Equal(PathChange.Ok, Path.BringUp());
        Assert.Equal((true, false), (Path.IsUp(0), Path.IsUp(1)));
        Assert.Equal(PathChange.Ok, Path.ClearFault(1));
        Assert.Equal(PathChange.NoOp, Path.ClearFault(1));
        Assert.Equal(PathChange.Ok, Path.BringUp(1));
        Assert.Equal(StorageResult.Ok, await WriteAsync(1, 1));

        Path.Inject(1, new InjectedFault.Slow(TimeSpan.FromSeconds(1)));
        Assert.Equal(StorageResult.Ok, await WriteAsync(0, 2));
        var slow = WriteAsync(1, 2).AsTask();
        Assert.False(slow.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StorageResult.Ok, await slow);
        Assert.Equal(PathChange.Refused, Path.Inject(7, new InjectedFault.Cut()));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Path.Inject(1, new InjectedFault.Flap(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task A_volume_that_hangs_is_given_up_alone()
    {
        _rig.VolumesOfOne[1].Hold();
        var hanging = WriteAsync(1, 1).AsTask();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StorageResult.Ok, await WriteAsync(0, 1));
        Assert.Equal((0, TimeSpan.FromSeconds(10)), (Path.Volumes[0].Figures.InFlight, Path.Volumes[1].Figures.SinceProgress));
        Assert.Equal(TimeSpan.FromSeconds(10), Path.Figures.SinceProgress);

        Assert.Equal(PathChange.Ok, Path.TakeDown(1, "None was answered."));

        Assert.Equal(StorageResult.PathLost, await WriteAsync(1, 2));
        Assert.False(hanging.IsCompleted);
        Assert.Equal(StorageResult.Ok, await WriteAsync(0, 2));
        _rig.VolumesOfOne[1].Release();
        Assert.Equal(StorageResult.PathLost, await hanging);
        Assert.Equal(PathChange.NoOp, Path.TakeDown(7, "It is not there."));
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_volume_that_comes_to_a_path_that_is_down_begins_down()
    {
        Path.TakeDown("test");
        Path.AddVolume(2, new FaultyVolume(_rig.Media[1]));
        Assert.Equal((PathState.Down, false), (Path.State, Path.IsUp(2)));
        Assert.Equal(PathChange.Ok, Path.BringUp(2));
        Assert.Equal((PathState.Up, true), (Path.State, Path.IsUp(2)));
        Path.RemoveVolume(2);
        Assert.Equal((PathState.Down, 2), (Path.State, _rig.Observer.VolumesChangedCount));
    }

    private ValueTask<StorageResult> WriteAsync(int pvIndex, int seed) =>
        Path.WriteAsync(new ChunkAddress(pvIndex, 0), 0, Rig.Pattern(512, seed), false, default);
}
