using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using VioActors.Storage.Access;
using VioActors.Storage.Allocation;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Model;

/// <summary>Several LUs over one pool, each open at two VIOSes, beside a model of what may be read.</summary>
public sealed class PoolRun
{
    public const int LuCount = 3;
    public const int LuChunks = 4;
    public const int SectorBytes = MemoryMedium.SectorBytes;
    public const int LuSectors = LuChunks * Rig.ChunkBytes / SectorBytes;
    private readonly Rig _rig = new(volumeCount: 2, chunksPerVolume: 5);
    private readonly TestLu[] _lus = new TestLu[LuCount];
    private readonly SectorModel[] _models = new SectorModel[LuCount];
    private readonly LuAccess[,] _accesses = new LuAccess[LuCount, 2];
    private readonly List<Step> _batch = [];
    private readonly Random _luck = new(1);
    private int _stamp;

    public PoolRun()
    {
        for (var lu = 0; lu < LuCount; lu++)
            Create(lu);
    }

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            await TakeAsync(step);
        await EndBatchAsync(_ => Task.CompletedTask);
        for (var lu = 0; lu < LuCount; lu++)
            await ReadAllAsync(lu);
        CheckSpace();
    }

    private async Task TakeAsync(Step step)
    {
        if (step.Kind <= StepKind.Flush)
        {
            _batch.Add(step);
            return;
        }

        await EndBatchAsync(step.Kind switch
        {
            StepKind.EndBatchWithCut => started => CutAsync(step.Vios, started),
            StepKind.EndBatchWithRenewal => _ => _lus[step.Lu].RenewAsync(),
            _ => _ => Task.CompletedTask,
        });
        if (step.Kind is StepKind.DeleteLu or StepKind.DeleteLuWithFailingFlush)
            await DeleteAsync(step.Lu, failing: step.Kind == StepKind.DeleteLuWithFailingFlush);
        if (step.Kind == StepKind.Crash)
            await CrashAsync();
    }

    private async Task EndBatchAsync(Func<Task, Task> during)
    {
        var writes = new List<(int Lu, ModelWrite Write)>();
        var ios = new List<Func<Task>>();
        var checks = new ConcurrentQueue<Action>();
        var flushedOk = false;
        foreach (var step in _batch)
        {
            var access = _accesses[step.Lu, step.Vios];
            if (step.Kind is StepKind.Write or StepKind.WriteDurable)
            {
                var write = new ModelWrite(step.Sector, step.Count, ++_stamp, step.Kind == StepKind.WriteDurable);
                writes.Add((step.Lu, write));
                ios.Add(() => WriteAsync(access, write));
            }
            else if (step.Kind == StepKind.Read)
            {
                ios.Add(() => ReadAsync(access, step, stamps => checks.Enqueue(() =>
                    _models[step.Lu].Check(step.Sector, stamps, Of(writes, step.Lu)))));
            }
            else
            {
                ios.Add(async () => await access.FlushAsync());
                flushedOk |= _batch.Count == 1;
            }
        }

        _batch.Clear();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Task.WhenAll(ios.Select(async io =>
        {
            await start.Task;
            await io();
        }));
        var disturbance = Task.Run(() => during(start.Task));
        start.SetResult();
        await disturbance;
        await all;
        foreach (var check in checks)
            check();
        for (var lu = 0; lu < LuCount; lu++)
            _models[lu].EndBatch(Of(writes, lu));
        if (flushedOk && _rig.PathOfOne.State == PathState.Up)
            await FlushAllAsync();
    }

    private static List<ModelWrite> Of(List<(int Lu, ModelWrite Write)> writes, int lu) =>
        writes.Where(each => each.Lu == lu).Select(each => each.Write).ToList();

    private static async Task WriteAsync(LuAccess access, ModelWrite write)
    {
        var bytes = new byte[write.Count * SectorBytes];
        MemoryMarshal.Cast<byte, int>(bytes.AsSpan()).Fill(write.Stamp);
        var result = await access.WriteAsync(write.FirstSector * (long)SectorBytes, bytes, write.Durable);
        write.Outcome = result switch
        {
            StorageResult.Ok => WriteOutcome.Acknowledged,
            StorageResult.PathLost => WriteOutcome.Unknown,
            StorageResult.SpaceExhausted => WriteOutcome.Nothing,
            _ => throw new InvalidOperationException($"A write was answered {result}."),
        };
    }

    private static async Task ReadAsync(LuAccess access, Step step, Action<int[]> done)
    {
        var bytes = Rig.Pattern(step.Count * SectorBytes, -1);
        var result = await access.ReadAsync(step.Sector * (long)SectorBytes, bytes);
        Assert.True(result is StorageResult.Ok or StorageResult.PathLost, $"A read was answered {result}.");
        if (result == StorageResult.Ok)
            done([.. Enumerable.Range(0, step.Count).Select(sector => Stamp(bytes.AsSpan(sector * SectorBytes, SectorBytes)))]);
    }

    private static int Stamp(ReadOnlySpan<byte> sector)
    {
        var words = MemoryMarshal.Cast<byte, int>(sector);
        Assert.False(words.ContainsAnyExcept(words[0]), "A sector is torn.");
        return words[0];
    }

    private async Task CutAsync(int vios, Task started)
    {
        var (path, volumes) = vios == 0 ? (_rig.PathOfOne, _rig.VolumesOfOne) : (_rig.PathOfTwo, _rig.VolumesOfTwo);
        volumes.ForEach(volume => volume.Hold());
        await started;
        await Task.Yield();
        path.Inject(new InjectedFault.Cut());
        volumes.ForEach(volume => volume.Release());
        path.ClearFault();
        Assert.Equal(PathChange.Ok, path.BringUp());
    }

    private async Task FlushAllAsync()
    {
        Assert.Equal(StorageResult.Ok, await _accesses[0, 1].FlushAsync());
        foreach (var model in _models)
            model.Flushed();
    }

    private async Task DeleteAsync(int lu, bool failing)
    {
        if (failing)
            _rig.VolumesOfOne.ForEach(volume => volume.Fail = FailFlush);
        await _rig.Pool.DeleteLuAsync(lu, _rig.Scrubber);
        _rig.VolumesOfOne.ForEach(volume => volume.Fail = null);
        Create(lu);
    }

    private static VolumeResult? FailFlush(VolumeOperation operation) =>
        operation == VolumeOperation.Flush ? new VolumeResult(VolumeStatus.WriteError) : null;

    private async Task CrashAsync()
    {
        _rig.Crash(_luck);
        foreach (var model in _models)
            model.Crashed();
        for (var lu = 0; lu < LuCount; lu++)
        {
            _lus[lu].ForgetHolders();
            OpenAt(lu);
        }

        CheckSpace();
        Assert.Equal(StorageResult.Ok, await _rig.Pool.ScrubAsync(_rig.Scrubber));
    }

    private async Task ReadAllAsync(int lu)
    {
        var whole = new Step(StepKind.Read, lu, 0, 0, LuSectors);
        for (var vios = 0; vios < 2; vios++)
            await ReadAsync(_accesses[lu, vios], whole, stamps => _models[lu].Check(0, stamps, []));
    }

    /// <summary>The journal gives the state again; every chunk has one user at most, and the figures say so.</summary>
    private void CheckSpace()
    {
        var replayed = _rig.Pool.Journal.Aggregate(AllocatorState.Empty, (state, change) => state.Apply(change));
        Assert.Equal(_rig.Pool.Space.Capacity, replayed.Capacity);
        Assert.Equal(_rig.Pool.Space.Freeing, replayed.Freeing);
        var used = _lus.SelectMany(lu => lu.Extents()).ToImmutableArray();
        Assert.Equal(used.Length, used.Distinct().Count());
        Assert.Equal(used.Length, replayed.Capacity.Used);
        Assert.All(used, extent => Assert.True(replayed.Volumes[extent.PvIndex].IsUsed(new ChunkRun(extent.Start, extent.Count))));
    }

    private void Create(int lu)
    {
        _lus[lu] = _rig.Pool.CreateLu(lu, LuChunks * Rig.ChunkBytes);
        _models[lu] = new SectorModel(LuSectors);
        OpenAt(lu);
    }

    private void OpenAt(int lu)
    {
        _accesses[lu, 0] = _lus[lu].Open(_rig.PathOfOne);
        _accesses[lu, 1] = _lus[lu].Open(_rig.PathOfTwo);
    }
}
