using Akka.Actor;
using VioActors.Actors.Vios.Daemon;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Registration;

/// <summary>
/// Keeps the cluster data of a VIOS up to date after its registration (REG-8, REG-12): reads what has changed whenever the VIOS DB
/// announces a version, has it stored, and tells the VIOS. One for each VIOS, made and supervised by it.
/// <para>Idle → Reading (asked the DB) → Storing (asked the daemon) → Pausing → Idle, or Reading again when a later version was announced
/// meanwhile. One read at a time, and a pause after each that goes by how long it took: many changes in a row cost a VIOS one read, not
/// one each, and a VIOS DB that is busy with a thousand of them is asked less often.</para>
/// Guarantee: what it tells is stored. A read that stays unanswered is given up and begins again with the next announcement or comparison.
/// </summary>
internal sealed class ClusterFollowerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);

    private const int PausesPerRead = 2;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly IActorRef _viosDb;
    private readonly IActorRef _daemon;
    private readonly TimeProvider _time;
    private ClusterData? _stored;
    private ObjectVersion _announced;
    private bool _isBusy;
    private bool _isDue;
    private bool _isStoring;
    private bool _needsWhole;
    private long _begunAt;

    public ClusterFollowerActor(IActorRef viosDb, IActorRef daemon, TimeProvider time)
    {
        (_viosDb, _daemon, _time) = (viosDb, daemon, time);
        Receive<ClusterAnnounced>(announced =>
        {
            _announced = announced.Version.CompareTo(_announced) > 0 ? announced.Version : _announced;
            ReadIfBehind();
        });
        Receive<ReadCluster>(_ =>
        {
            _isDue = true;
            ReadIfBehind();
        });
        Receive<ClusterFound>(found => Store(new StoreClusterData(found.Cluster)));
        Receive<StoreClusterData>(Store);
        Receive<StoreRegistration>(Store);
        Receive<ClusterChangesFound>(Take);
        Receive<ClusterChangesRefused>(_ => ReadWhole());
        Receive<ClusterDataStored>(Note);
        Receive<ReadOver>(_ => GoOn());
        Receive<PauseOver>(_ => GoOn());
        Receive<IReply>(_ => _isBusy = false);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// Changes that do not follow on what is stored by now answer a question that was asked once more, when the other answer has come. To
    /// read the whole for them would keep a VIOS DB that is slow ever busier.
    /// </summary>
    private void Take(ClusterChangesFound found)
    {
        if (_isStoring || (_stored is { } stored && found.Changes.From.CompareTo(stored.Version) < 0))
        {
            _isDue |= _stored is null || found.Changes.Version.CompareTo(_stored.Version) > 0;
            ReadIfBehind();
            return;
        }

        _isDue |= found.IsMore;
        Store(new StoreClusterChanges(found.Changes));
    }

    /// <summary>What was wanted during a read without an answer, or during a pause, is still wanted.</summary>
    private void GoOn()
    {
        _isBusy = false;
        ReadIfBehind();
    }

    private void ReadWhole()
    {
        (_needsWhole, _isStoring) = (true, false);
        Read(new GetCluster());
    }

    private void ReadIfBehind()
    {
        if (!_isBusy && _needsWhole)
            ReadWhole();
        if (_isBusy || _stored is null || (!_isDue && _announced.CompareTo(_stored.Version) <= 0))
            return;
        _isDue = false;
        Read(new GetClusterChanges(_stored.Version));
    }

    private void Read(IClusterMessage query)
    {
        if (!_isBusy)
            _begunAt = _time.GetTimestamp();
        _isBusy = true;
        Timers.StartSingleTimer(nameof(ReadOver), ReadOver.Instance, ReadLimit);
        _viosDb.Tell(query);
    }

    private void Store(object store)
    {
        if (!_isBusy)
            _begunAt = _time.GetTimestamp();
        (_isBusy, _isStoring) = (true, true);
        Timers.Cancel(nameof(ReadOver));
        _daemon.Tell(store);
    }

    private void Note(ClusterDataStored stored)
    {
        var pause = TimeSpan.FromTicks(Math.Min(_time.GetElapsedTime(_begunAt).Ticks * PausesPerRead, PauseMax.Ticks));
        if (_stored is null || pause <= TimeSpan.Zero)
            _isBusy = false;
        else
            Timers.StartSingleTimer(nameof(PauseOver), PauseOver.Instance, pause);
        _isStoring = false;
        var isNew = !ReferenceEquals(_stored, stored.Cluster);
        _stored = stored.Cluster;
        _needsWhole = false;
        if (isNew)
            Context.Parent.Tell(stored);
        ReadIfBehind();
    }

    private sealed record PauseOver
    {
        public static PauseOver Instance { get; } = new();
    }

    private sealed record ReadOver
    {
        public static ReadOver Instance { get; } = new();
    }
}

/// <summary>Told by the VIOS: see whether the cluster data has changed, announced or not.</summary>
internal sealed record ReadCluster
{
    public static ReadCluster Instance { get; } = new();
}
