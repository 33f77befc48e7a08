using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Domain.Pool;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
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
    private readonly ConcurrentDictionary<int, string> _names = new();
    private readonly Dictionary<int, string> _absent = [];
    private Action _begin = () => { };
    private StoragePath? _path;
    private long? _failedAt;
    private bool _isClosed;
    private long _triedAt;

    private VolumeKeeper(ViosDefinition definition, PoolFound pool)
    {
        _definition = definition;
        _volumes = new VolumeSet(PoolVolumes.IdOf(definition.Settings.ClusterName, pool.Pool), ChunkSizeOf(pool));
        Learn(pool);
    }

    /// <summary>
    /// Opens the pool's volumes that this VIOS may use. One that cannot be opened is lost on the path and tried again; the units on the
    /// others are served.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not one could be opened; the message names one and says why.</exception>
    public static VolumeKeeper Open(ViosDefinition definition, PoolFound pool)
    {
        var keeper = new VolumeKeeper(definition, pool);
        var absent = new List<(PoolPv Pv, string Problem)>();
        foreach (var pv in PoolVolumes.Usable(pool, (definition.Drc.Cec, definition.Vios)))
        {
            if (keeper.OpenAsync(pool, pv, CancellationToken.None).GetAwaiter().GetResult() is { } problem)
                absent.Add((pv, problem));
        }

        if (keeper._volumes.Count == 0 && absent.Count > 0)
            throw new InvalidOperationException(absent[0].Problem);
        keeper._begin = () => absent.ForEach(one => keeper.Show(pool, one.Pv, one.Problem));
        return keeper;
    }

    /// <summary>The one path over the volumes.</summary>
    public StoragePath MakePath(string name, IStoragePathObserver observer)
    {
        _path = new StoragePath(name, _volumes, observer, _definition.Time, ReachAsync);
        _begin();
        return _path;
    }

    /// <summary>Name of a volume in the pool, for people.</summary>
    public string NameOf(int pvIndex) => _names.GetValueOrDefault(pvIndex) ?? $"{pvIndex}";

    /// <summary>Compares with the pool and opens and closes what differs.</summary>
    /// <returns>Null, or what is wrong: a volume that cannot be used is left out, and tried again the next time.</returns>
    /// <exception cref="TimeoutException">The VIOS DB does not answer: nothing is known to be wrong, and nothing was changed.</exception>
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
            throw new TimeoutException("The VIOS DB does not tell which volumes the pool has.", cause);
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

    private void Learn(PoolFound pool)
    {
        foreach (var pv in pool.Pvs)
            _names[pv.Index] = pv.Definition.Name.Value;
    }

    private async ValueTask ReachAsync(int pvIndex, CancellationToken cancellation)
    {
        if (_failedAt is { } failed && _definition.Time.GetElapsedTime(failed) < PauseAfterFailure)
            return;
        try
        {
            await CompareAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is reached or it is not; the next one who needs it has it compared again.
        }

        _failedAt = _path!.Reaches(pvIndex) ? null : _definition.Time.GetTimestamp();
    }

    private async Task<string?> CompareInTurnAsync(CancellationToken cancellation)
    {
        var answer = await _definition.ViosDb.Ask<object>(new GetPool(_definition.Pool), AnswerLimit, cancellation).ConfigureAwait(false);
        if (_isClosed || answer is not PoolFound pool)
            return _isClosed ? null : $"pool {_definition.Pool} is not there";
        Learn(pool);
        var usable = PoolVolumes.Usable(pool, (_definition.Drc.Cec, _definition.Vios)).ToList();
        foreach (var lost in usable.Where(pv => pv.Status == PvStatus.GivenUp && IsOpen(pv.Index)))
        {
            _path!.RemoveVolume(lost.Index);
            Retire(_volumes.Remove(lost.Index)!);
        }

        var problems = new List<string>();
        foreach (var pv in usable.Where(pv => !_volumes.ContainsKey(pv.Index)))
        {
            if (await AddAsync(pool, pv, cancellation).ConfigureAwait(false) is { } problem)
                problems.Add(problem);
        }

        foreach (var gone in _absent.Keys.Where(index => usable.TrueForAll(pv => pv.Index != index)).ToList())
        {
            _absent.Remove(gone);
            _path!.RemoveVolume(gone);
        }

        // No unit has a chunk on a volume that is out of the pool; one that this VIOS may not use any more is kept while it is open.
        foreach (var gone in _volumes.Keys.Where(index => pool.Pvs.All(pv => pv.Index != index)).ToList())
        {
            _path!.RemoveVolume(gone);
            Retire(_volumes.Remove(gone)!);
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    private bool IsOpen(int pvIndex) => _volumes.TryGetValue(pvIndex, out var volume) && volume is not GivenUpVolume;

    // A flush or probe of it may be under way: closed under that, it would count as a lost path.
    private void Retire(IPhysicalVolume volume)
    {
        _retired.Add(volume);
        _timers.Add(_definition.Time.CreateTimer(_ => volume.Dispose(), null, PauseBeforeClosing, Timeout.InfiniteTimeSpan));
    }

    private async Task<string?> AddAsync(PoolFound pool, PoolPv pv, CancellationToken cancellation)
    {
        if (await OpenAsync(pool, pv, cancellation).ConfigureAwait(false) is { } problem)
        {
            Show(pool, pv, problem);
            return problem;
        }

        if (_absent.Remove(pv.Index))
            _path!.RemoveVolume(pv.Index);
        _path!.AddVolume(pv.Index, _volumes[pv.Index]);
        return null;
    }

    /// <summary>It is lost on the path from now on, for that reason, until it can be opened.</summary>
    private void Show(PoolFound pool, PoolPv pv, string problem)
    {
        if (_absent.GetValueOrDefault(pv.Index) == problem)
            return;
        if (_absent.Remove(pv.Index))
            _path!.RemoveVolume(pv.Index);
        _absent.Add(pv.Index, problem);
        _path!.AddVolume(pv.Index, new AbsentVolume(
            new Storage.Values.PvId(pv.Definition.Id.Value), PoolVolumes.IdOf(_definition.Settings.ClusterName, pool.Pool),
            ChunkSizeOf(pool), pv.Definition.ChunkCount, problem, TryAgain));
        _path.TakeDown(pv.Index, problem);
    }

    /// <summary>Each probe of a volume that is not there asks for it; it is looked for at most once a second.</summary>
    private void TryAgain()
    {
        var now = _definition.Time.GetTimestamp();
        var last = Interlocked.Read(ref _triedAt);
        if (last != 0 && _definition.Time.GetElapsedTime(last, now) < PauseAfterFailure)
            return;
        if (Interlocked.CompareExchange(ref _triedAt, now, last) == last)
            _ = Task.Run(CompareAsync);
    }

    private static ChunkSize ChunkSizeOf(PoolFound pool) => ChunkSize.FromBytes(pool.Capacity.ChunkSizeBytes);

    /// <returns>Null: it is open, and not on the path yet.</returns>
    private async Task<string?> OpenAsync(PoolFound pool, PoolPv pv, CancellationToken cancellation)
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

        return null;
    }
}
