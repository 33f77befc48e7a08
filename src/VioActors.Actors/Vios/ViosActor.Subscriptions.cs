using Akka.Actor;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios;

/// <content>What it wants to be told by the VIOS DB (REG-5), and what it was told.</content>
public sealed partial class ViosActor
{
    private DateTimeOffset? _subscribedUtc;
    private ObjectVersion? _storedVersion;
    private ObjectVersion? _clusterTold;
    private ObjectVersion? _devicesTold;
    private string _joined = "";
    private string? _writeProblem;

    private void ReceiveAnnouncements()
    {
        Receive<DevicesAnnounced>(announced =>
        {
            _devicesTold = announced.Version;
            _definition.ViosDb.Tell(new GetViosDevices(_definition.Vios));
        });
        Receive<ClusterAnnounced>(announced =>
        {
            _clusterTold = announced.Version;
            _follower.Forward(announced);
        });
        Receive<DbWritesChanged>(changed =>
        {
            _writeProblem = changed.Problem;
            if (_phase is ViosPhase.ClusterAware or ViosPhase.Serving)
                NoteClustering();
        });
    }

    /// <summary>As a member it is told and can ask; what it tells may not be stored (RED-5).</summary>
    private void NoteClustering()
    {
        if (_writeProblem is { } problem)
            _stack.Set(StackLayer.Clustering, LayerStatus.Degraded, $"the VIOS DB reads only: {problem}");
        else
            _stack.Set(StackLayer.Clustering, LayerStatus.Up, _joined);
    }

    private void Subscribe()
    {
        _definition.ViosDb.Tell(new SubscribeVios(_definition.Vios));
        _subscribedUtc = _definition.Time.GetUtcNow();
    }

    private IReadOnlyList<ViosSubscription> Subscriptions() => _subscribedUtc is not { } since ? [] :
    [
        new ViosSubscription("cluster and nodes", since, _clusterTold),
        new ViosSubscription("its devices", since, _devicesTold),
    ];
}
