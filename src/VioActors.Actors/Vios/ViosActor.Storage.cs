using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Cluster;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios;

/// <content>Its way to the storage: volumes of the pool and the path to them.</content>
public sealed partial class ViosActor
{
    /// <summary>It has told its hypervisor that it cannot serve, for this reason, and not that this is over. Empty: it can.</summary>
    private string _trouble = "";

    private HeartbeatAnswer AnswerTo(Heartbeat beat) => _phase == ViosPhase.Serving
        ? new HeartbeatAnswer(beat.Number, Serves: _trouble.Length == 0, _trouble)
        : new HeartbeatAnswer(beat.Number);

    /// <summary>The pool may have other volumes than before (STO-10).</summary>
    private void CompareVolumes() => _service?.Volumes.CompareAsync().PipeTo(
        Self, success: problem => new VolumesCompared(problem, true), failure: cause => new VolumesCompared(cause.Message, false));

    private void NoteVolumes(VolumesCompared compared)
    {
        if (compared.IsKnown)
        {
            _comparePause.Reset();
            NoteVolumes(compared.Problem);
            return;
        }

        // A VIOS DB that is only slow says nothing about the volumes, and is not told so by a thousand VIOSes.
        _log.Debug("VIOS {0}: {1}", _definition.Name, compared.Problem);
        Timers.StartSingleTimer(nameof(CompareVolumesAgain), CompareVolumesAgain.Instance, _comparePause.Next());
    }

    private void NoteVolumes(string? problem)
    {
        if (problem is null)
        {
            if (_hasVolumeProblem && _service?.Path.State == Storage.Paths.PathState.Up)
                NoteStorage("all volumes of the pool are open");
            _hasVolumeProblem = false;
            return;
        }

        _log.Error("VIOS {0} does not use every volume of pool {1}: {2}", _definition.Name, _definition.Pool, problem);
        _hasVolumeProblem = true;
        if (_service?.LostVolumes() is { Count: > 0 })
        {
            NoteStorage(problem);
            return;
        }

        _stack.Set(StackLayer.StorageVirtualization, LayerStatus.Degraded, problem);
        ReportStatus();
    }

    /// <summary>Until it is there: the pool may be made after the VIOS has registered.</summary>
    private void AskForPool()
    {
        _definition.ViosDb.Tell(new GetPool(_definition.Pool));
        Timers.StartSingleTimer(nameof(OpenPool), OpenPool.Instance, _poolPause.Next());
    }

    /// <summary>The DB answers, so there is no pool yet, and it can be asked as often as at first.</summary>
    private void AskForPoolSoon()
    {
        if (!Timers.IsTimerActive(nameof(OpenPool)))
            return;
        _poolPause.Reset();
        Timers.StartSingleTimer(nameof(OpenPool), OpenPool.Instance, _poolPause.Next());
    }

    private void OpenStorage(PoolFound pool)
    {
        Timers.Cancel(nameof(OpenPool));
        try
        {
            var port = _cluster?.Find(_definition.Vios)?.Port ?? ScsiPortId.Of(_definition.Drc);
            _directory.PortalGroup = port.Value;
            _service = ViosService.Open(_definition, port, pool, Context, _daemon, _directory, _interconnects!, _dbForPeers);
        }
        catch (InvalidOperationException refused)
        {
            _stack.Set(StackLayer.StorageVirtualization, LayerStatus.Down, refused.Message);
            Enter(_phase, refused.Message);
            _log.Error("VIOS {0} cannot use pool {1}: {2}", _definition.Name, pool.Pool, refused.Message);
            return;
        }

        _network.Tell(new DbThroughPeers(_service.Relay));
        foreach (var part in new[] { _service.Dsa, _service.LogicalUnits, _service.Cke, _service.Adapters, _service.FcPorts })
            Context.Watch(part);
        _stack.Set(StackLayer.StorageVirtualization, LayerStatus.Up, $"pool {pool.Pool}, {pool.Pvs.Count} physical volumes");
        NoteLost();
        TellPool();
        if (_cluster is { } cluster)
            _service.MeetPeers(cluster, _isUnserved);
        if (_inventoryKnown is { } inventory)
            _service.Use(inventory);
        _definition.Phyp.Tell(new GetPartitions());
        AskForDevices();
        _definition.Transport.StartAsync(_directory, CancellationToken.None).AsTask().PipeTo(
            Self, success: portals => new TransportStarted(portals), failure: cause => new TransportFailed(cause.Message));
    }

    /// <summary>Until the VIOS DB has answered, what it was told of this VIOS may be lost.</summary>
    private void AskForDevices()
    {
        if (_service is not null && _devices is null)
            _definition.ViosDb.Tell(new DefineVios(_definition.Vios, _definition.Drc, []));
        _definition.ViosDb.Tell(new GetViosDevices(_definition.Vios));
    }

    /// <summary>A volume that could not be opened is there, or is not asked for any more; or another one is not there.</summary>
    private void NoteLost()
    {
        if (_service is not { Path.State: Storage.Paths.PathState.Up } service)
            return;
        service.Relay.Wake();
        var known = _stack.Layers.First(layer => layer.Layer == StackLayer.StorageVirtualization).LostVolumes;
        if (!service.LostVolumes().Equals(known))
            NoteStorage("all volumes are reached");
        TellPool();
    }

    /// <summary>The pool takes chunks elsewhere. A VIOS that reaches no volume says nothing of a single one.</summary>
    private void TellPool()
    {
        if (_service is { Path.State: Storage.Paths.PathState.Up } service)
            _definition.ViosDb.Tell(new NotePvView(_definition.Pool, _definition.Vios, service.LostVolumes()));
    }

    /// <summary>What is held for a volume, or goes through a peer for its sake, looks again; the others are not concerned.</summary>
    private void NoteVolume(VolumeChanged changed)
    {
        if (_service is not { } service)
            return;
        service.Relay.Wake();
        TellPool();
        if (service.Path.State == Storage.Paths.PathState.Up)
            NoteStorage(changed.Transition.To == Storage.Paths.PathState.Up ? "all volumes are reached" : changed.Transition.Detail);
    }

    private void NotePath(PathChanged changed)
    {
        _service?.Cke.Tell(new FabricChanged(changed.Transition.To == Storage.Paths.PathState.Up));
        NoteStorage(changed.Transition.Detail);
    }

    /// <summary>
    /// Degraded: clients are served through a peer (RED-2). Down: not at all, for longer than their I/O is held; until then it would be
    /// refused though it may still go well.
    /// </summary>
    private void NoteStorage(string detail, bool held = false)
    {
        // Clients that stand still because it stops are not to go on.
        if (_service is not { } service || _phase == ViosPhase.Stopping)
            return;
        var served = service.Path.State == Storage.Paths.PathState.Up || service.Relay.HasUsablePeer;
        if (!served && !held)
        {
            _trouble = detail.Length > 0 ? detail : "its storage is not reached";
            _definition.Phyp.Tell(new InterruptVios(_definition.Drc.Partition, ViosEventKind.Exception, detail));
            if (!Timers.IsTimerActive(nameof(HoldOver)))
                Timers.StartSingleTimer(nameof(HoldOver), new HoldOver(detail), _definition.Settings.IoRedundancy.HoldLimit);
            return;
        }

        if (served)
        {
            Timers.Cancel(nameof(HoldOver));
            _trouble = "";
            _definition.Phyp.Tell(new EndInterruption(_definition.Drc.Partition));
        }

        var status = service.Path.State == Storage.Paths.PathState.Up ? LayerStatus.Up : served ? LayerStatus.Degraded : LayerStatus.Down;
        var lost = service.LostVolumes();
        var layer = lost.Count > 0 ? service.DescribeLost(lost) : new LayerState(StackLayer.StorageVirtualization, status, detail);
        if (_stack.Layers.Contains(layer))
            return;
        _stack.Set(layer);
        _isUnserved = !served;
        service.UpdatePortGroups(_cluster, _isUnserved);
        ReportStatus();
    }
}
