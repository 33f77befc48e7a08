using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Paths;

public sealed class StoragePathTests
{
    private static readonly ChunkAddress First = new(0, 0);
    private static readonly ChunkAddress OnSecondVolume = new(1, 0);
    private readonly ManualTime _time = new();
    private readonly Rig _rig;

    public StoragePathTests() => _rig = new Rig(time: _time);

    private StoragePath Path => _rig.PathOfOne;

    [Fact]
    [Trait("Req", "RED-3")]
    public async Task A_cut_ends_what_is_in_flight_when_the_volume_lets_go_and_refuses_what_comes()
    {
        _rig.VolumesOfOne[0].Hold();
        var write = WriteAsync(1).AsTask();
        var read = Path.ReadAsync(First, 0, new byte[512], default).AsTask();
        Assert.Equal(2, Path.Figures.InFlight);

        Path.Inject(new InjectedFault.Cut());

        Assert.Equal(StorageResult.PathLost, await WriteAsync(2));
        Assert.Equal(StorageResult.PathLost, await Path.FlushAsync(default));
        Assert.Equal(StorageResult.PathLost, await Path.ZeroAsync(new ChunkExtent(0, 0, 1), default));
        Assert.False(write.IsCompleted || read.IsCompleted);
        _rig.VolumesOfOne[0].Release();
        Assert.Equal(StorageResult.PathLost, await write);
        Assert.Equal(StorageResult.PathLost, await read);
        Assert.Equal(0, Path.Figures.InFlight);
        var transition = Assert.Single(_rig.Observer.Transitions);
        Assert.Equal((PathState.Down, PathCause.Injected, 1L), (transition.To, transition.Cause, transition.Sequence));
        Assert.Empty(_rig.Observer.Failures);
    }

    [Fact]
    public async Task A_write_answered_PathLost_may_have_reached_the_medium_and_its_repeat_by_another_path_is_safe()
    {
        _rig.VolumesOfOne[0].Hold();
        var write = WriteAsync(1).AsTask();
        Path.Inject(new InjectedFault.Cut());
        _rig.VolumesOfOne[0].Release();
        Assert.Equal(StorageResult.PathLost, await write);

        var seen = new byte[512];
        Assert.Equal(StorageResult.Ok, await _rig.PathOfTwo.ReadAsync(First, 0, seen, default));
        Assert.Equal(Rig.Pattern(512, 1), seen);
        Assert.Equal(StorageResult.Ok, await _rig.PathOfTwo.WriteAsync(First, 0, Rig.Pattern(512, 1), true, default));
    }

    [Fact]
    [Trait("Req", "RED-8")]
    public async Task After_a_cut_the_path_comes_up_only_when_the_cause_is_gone_and_it_is_brought_up()
    {
        Path.Inject(new InjectedFault.Cut());
        Assert.Equal(PathChange.Refused, Path.BringUp());
        Assert.Equal(StorageResult.PathLost, (await Path.ProbeAsync(default)).Result);

        Assert.Equal(PathChange.Ok, Path.ClearFault());
        Assert.Equal(PathChange.NoOp, Path.ClearFault());
        Assert.Equal((StorageResult.Ok, ""), await Path.ProbeAsync(default));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1));
        Assert.Equal(PathChange.Ok, Path.BringUp());
        Assert.Equal(PathChange.NoOp, Path.BringUp());

        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
        Assert.Equal([PathState.Down, PathState.Up], Path.History.Select(each => each.To));
        Assert.Equal(Path.History, _rig.Observer.Transitions);
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task Latency_holds_IO_back_and_a_cut_ends_it_at_once()
    {
        Path.Inject(new InjectedFault.Slow(TimeSpan.FromMilliseconds(50)));
        var first = WriteAsync(1).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.False(first.IsCompleted);
        Assert.Equal(TimeSpan.FromMilliseconds(49), Path.Figures.SinceProgress);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(StorageResult.Ok, await first);
        Assert.Equal(TimeSpan.FromMilliseconds(50), Path.Figures.WaitedTime);

        var second = WriteAsync(2).AsTask();
        Path.Inject(new InjectedFault.Cut());
        Assert.Equal(StorageResult.PathLost, await second);
        var seen = new byte[512];
        await _rig.PathOfTwo.ReadAsync(First, 0, seen, default);
        Assert.Equal(Rig.Pattern(512, 1), seen);
    }

    [Fact]
    [Trait("Req", "RED-9")]
    public async Task A_flapping_path_stays_down_until_it_is_brought_up_in_a_usable_phase()
    {
        Path.Inject(new InjectedFault.Flap(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((PathState.Down, PathChange.Refused), (Path.State, Path.BringUp()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1));
        Assert.Equal(PathChange.Ok, Path.BringUp());
        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PathState.Down, Path.State);
        Path.ClearFault();
        Assert.Equal(PathChange.Ok, Path.BringUp());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(PathState.Up, Path.State);
        Assert.Equal(4, Path.History.Count);
    }

    [Fact]
    public async Task Injected_medium_errors_hit_every_nth_IO_and_leave_the_path_up_and_the_medium_alone()
    {
        Path.Inject(new InjectedFault.MediumError(2));
        Assert.Equal(StorageResult.Ok, await WriteAsync(1));
        Assert.Equal(StorageResult.WriteError, await WriteAsync(2));
        var seen = new byte[512];
        Assert.Equal(StorageResult.Ok, await Path.ReadAsync(First, 0, seen, default));
        Assert.Equal(Rig.Pattern(512, 1), seen);
        Assert.Equal(StorageResult.ReadError, await Path.ReadAsync(First, 0, seen, default));
        Assert.Equal(PathState.Up, Path.State);
        Assert.Equal([StorageResult.WriteError, StorageResult.ReadError], _rig.Observer.Failures.Select(each => each.Result));
        Assert.Equal(StorageResult.ReadError, (await Path.ProbeAsync(default)).Result);
    }

    [Theory]
    [InlineData(VolumeStatus.ReadError, StorageResult.ReadError)]
    [InlineData(VolumeStatus.WriteError, StorageResult.WriteError)]
    [InlineData(VolumeStatus.NoSpace, StorageResult.SpaceExhausted)]
    public async Task A_mediums_failure_is_answered_and_told_while_the_path_stays_up(VolumeStatus status, StorageResult expected)
    {
        _rig.VolumesOfOne[0].Fail = _ => new VolumeResult(status, "why");
        Assert.Equal(expected, await WriteAsync(1));
        Assert.Equal(new PathIoFailure(0, expected, "why"), Assert.Single(_rig.Observer.Failures));
        Assert.Equal(PathState.Up, Path.State);
        Assert.Equal(expected, await Path.FlushAsync(default));
        Assert.Equal(2, Path.Figures.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_volume_that_throws_counts_as_lost(bool atOnce)
    {
        using var path = new StoragePath(
            "p", new Dictionary<int, IPhysicalVolume> { [0] = new ThrowingVolume(_rig.Media[0], atOnce) }, _rig.Observer, _time);
        Assert.Equal(StorageResult.PathLost, await path.ReadAsync(First, 0, new byte[512], default));
        Assert.Equal(PathState.Down, path.State);
        Assert.Contains("broken", Assert.Single(_rig.Observer.Transitions).Detail);
        Assert.Equal(0, path.Figures.InFlight);
        Assert.Equal(StorageResult.PathLost, (await path.ProbeAsync(default)).Result);
    }

    [Fact]
    public async Task An_address_outside_the_volume_is_the_callers_fault_and_not_the_paths()
    {
        var outside = new ChunkAddress(0, 1000);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Path.ReadAsync(outside, 0, new byte[512], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Path.ZeroAsync(new ChunkExtent(0, 7, 2), default));
        Assert.Equal(PathState.Up, Path.State);
        Assert.Equal(0, Path.Figures.InFlight);
    }

    [Fact]
    public async Task The_watcher_can_take_a_path_down_for_its_own_reasons()
    {
        Assert.Equal(PathChange.Ok, Path.TakeDown("5 errors in 10 s"));
        Assert.Equal(PathChange.NoOp, Path.TakeDown("again"));
        Assert.Equal(StorageResult.PathLost, await WriteAsync(1));
        Assert.Equal((PathCause.Decided, "5 errors in 10 s"), (Path.History[0].Cause, Path.History[0].Detail));
    }

    [Fact]
    public void A_disturbance_out_of_range_is_refused()
    {
        InjectedFault[] wrong =
        [
            new InjectedFault.Slow(TimeSpan.Zero),
            new InjectedFault.Slow(TimeSpan.FromDays(2)),
            new InjectedFault.Flap(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1)),
            new InjectedFault.MediumError(0),
        ];
        Assert.All(wrong, fault => Assert.Throws<ArgumentOutOfRangeException>(() => Path.Inject(fault)));
        Assert.Null(Path.Fault);
    }

    [Fact]
    public void History_keeps_the_last_changes()
    {
        for (var i = 0; i < StoragePath.HistoryCountMax; i++)
        {
            Path.TakeDown($"{i}");
            Path.BringUp();
        }

        Assert.Equal(StoragePath.HistoryCountMax, Path.History.Count);
        Assert.Equal(2L * StoragePath.HistoryCountMax, Path.History[^1].Sequence);
        Assert.Equal(Path.History.Select(each => each.Sequence).Order(), Path.History.Select(each => each.Sequence));
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public async Task Volumes_come_and_go_while_the_path_works()
    {
        Assert.Equal(StorageResult.PathLost, await Path.ReadAsync(new ChunkAddress(2, 0), 0, new byte[512], default));
        Assert.Equal(PathState.Up, Path.State);
        Path.AddVolume(2, new FaultyVolume(_rig.Media[1]));
        Assert.Equal(StorageResult.Ok, await Path.ReadAsync(new ChunkAddress(2, 0), 0, new byte[512], default));
        Assert.NotNull(Path.RemoveVolume(2));
        Assert.Null(Path.RemoveVolume(2));
        Assert.Equal(StorageResult.PathLost, await Path.ReadAsync(new ChunkAddress(2, 0), 0, new byte[512], default));
        Assert.Equal([0, 1], Path.PvIndexes.Order());
    }

    [Fact]
    public async Task IO_racing_with_cuts_is_answered_once_each()
    {
        var racing = true;
        var cutter = Task.Run(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                Path.Inject(new InjectedFault.Cut());
                Path.ClearFault();
                Path.BringUp();
            }

            Volatile.Write(ref racing, false);
        });
        long answered = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            while (Volatile.Read(ref racing))
            {
                var result = await Path.WriteAsync(new ChunkAddress(worker % 2, worker), 0, Rig.Pattern(512, worker), false, default);
                Assert.True(result is StorageResult.Ok or StorageResult.PathLost);
                Interlocked.Increment(ref answered);
            }
        })));
        await cutter;
        Assert.Equal(answered, Path.Figures.Answered);
        Assert.Equal(0, Path.Figures.InFlight);
        Assert.Equal(600, _rig.Observer.Transitions.Count);
    }

    private ValueTask<StorageResult> WriteAsync(int seed) => Path.WriteAsync(First, 0, Rig.Pattern(512, seed), false, default);

    private sealed class ThrowingVolume(MemoryMedium medium, bool atOnce) : IPhysicalVolume
    {
        public PvId Id => medium.Id;

        public PoolId Pool => medium.Pool;

        public ChunkSize ChunkSize => medium.ChunkSize;

        public long ChunkCount => medium.ChunkCount;

        public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation) => Throw();

        public ValueTask<VolumeResult> WriteAsync(
            long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) => Throw();

        public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation) => Throw();

        public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => Throw();

        public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation) => Throw();

        public void Dispose()
        {
        }

        private ValueTask<VolumeResult> Throw() => atOnce ? throw new InvalidDataException("broken") : ThrowLater();

        private static async ValueTask<VolumeResult> ThrowLater()
        {
            await Task.Yield();
            throw new InvalidDataException("broken");
        }
    }
}
