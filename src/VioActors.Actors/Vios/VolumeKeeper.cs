using Akka.Actor;
using VioActors.Domain.Pool;
using VioActors.Storage.Paths;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Vios;

/// <summary>
/// The volumes behind a VIOS's path, kept as the pool has them (STO-10): a volume that came to the pool is opened when the VIOS is told, or
/// when the first I/O needs it, whichever comes first; one that was taken out is closed. Thread-safe; one comparison at a time.
/// </summary>
internal sealed class VolumeKeeper : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any I/O may take: that of a network volume is given up after 15 s.</summary>
    private static readonly TimeSpan PauseBeforeClosing = TimeSpan.FromSeconds(30);

    private readonly ViosDefinition _definition;
    private readonly VolumeSet _volumes;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<IPhysicalVolume> _retired = [];
    private readonly List<ITimer> _timers = [];
    private StoragePath? _path;
    private long? _failedAt;
    private bool _isClosed;

    private VolumeKeeper(ViosDefinition definition, VolumeSet volumes) => (_definition, _volumes) = (definition, volumes);

    /// <summary>Opens the pool's volumes that this VIOS may use.</summary>
    /// <exception cref="InvalidOperationException">A volume was refused; the message names it and says why.</exception>
    public static VolumeKeeper Open(ViosDefinition definition, PoolFound pool) => new(definition, PoolVolumes.Open(
        definition.Settings.ClusterName, pool, VolumeOpenMode.Data, definition.Time, (definition.Drc.Cec, definition.Vios),
        definition.MayAct));

    /// <summary>The one path over the volumes.</summary>
    public StoragePath MakePath(string name, IStoragePathObserver observer) =>
        _path = new StoragePath(name, _volumes, observer, _definition.Time, ReachAsync);

    /// <summary>Compares with the pool and opens and closes what differs.</summary>
    /// <returns>Null, or what is wrong: a volume that cannot be used is left out, and tried again the next time.</returns>
    public async Task<string?> CompareAsync()
    {
        using var limit = new CancellationTokenSource(OpenLimit, _definition.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        try
        {
            await _turn.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return "another comparison of the volumes with the pool does not end";
        }

        try
        {
            return await CompareInTurnAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is AskTimeoutException or OperationCanceledException)
        {
            return "the VIOS DB does not tell which volumes the pool has";
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _turn.Wait();
        _isClosed = true;
        _turn.Release();
        _volumes.Dispose();
        foreach (var timer in _timers)
            timer.Dispose();
        foreach (var volume in _retired)
            volume.Dispose();
    }

    private async ValueTask ReachAsync(int pvIndex, CancellationToken cancellation)
    {
        if (_failedAt is { } failed && _definition.Time.GetElapsedTime(failed) < PauseAfterFailure)
            return;
        await CompareAsync().WaitAsync(cancellation).ConfigureAwait(false);
        _failedAt = _path!.Reaches(pvIndex) ? null : _definition.Time.GetTimestamp();
    }

    private async Task<string?> CompareInTurnAsync(CancellationToken cancellation)
    {
        var answer = await _definition.ViosDb.Ask<object>(new GetPool(_definition.Pool), AnswerLimit, cancellation).ConfigureAwait(false);
        if (_isClosed || answer is not PoolFound pool)
            return _isClosed ? null : $"pool {_definition.Pool} is not there";
        var usable = PoolVolumes.Usable(pool, (_definition.Drc.Cec, _definition.Vios)).ToList();
        var problems = new List<string>();
        foreach (var pv in usable.Where(pv => !_volumes.ContainsKey(pv.Index)))
        {
            if (await AddAsync(pool, pv, cancellation).ConfigureAwait(false) is { } problem)
                problems.Add(problem);
        }

        // No unit has a chunk on a volume that is out of the pool; one that this VIOS may not use any more is kept while it is open.
        foreach (var gone in _volumes.Keys.Where(index => pool.Pvs.All(pv => pv.Index != index)).ToList())
        {
            _path!.RemoveVolume(gone);
            Retire(_volumes.Remove(gone)!);
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    // A flush or probe of it may be under way: closed under that, it would count as a lost path.
    private void Retire(IPhysicalVolume volume)
    {
        _retired.Add(volume);
        _timers.Add(_definition.Time.CreateTimer(_ => volume.Dispose(), null, PauseBeforeClosing, Timeout.InfiniteTimeSpan));
    }

    private async Task<string?> AddAsync(PoolFound pool, PoolPv pv, CancellationToken cancellation)
    {
        var (volume, problem) = await PoolVolumes.OpenOneAsync(
            _definition.Settings.ClusterName, pool, pv, VolumeOpenMode.Data, _definition.Time, cancellation, _definition.MayAct)
            .ConfigureAwait(false);
        problem ??= _volumes.Add(pv.Index, volume!)?.Message;
        if (problem is not null)
        {
            volume?.Dispose();
            return problem;
        }

        _path!.AddVolume(pv.Index, volume!);
        return null;
    }
}
