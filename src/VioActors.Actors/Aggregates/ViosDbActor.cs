using Akka.Actor;
using VioActors.Actors.Clients;
using VioActors.Actors.Cluster;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Pool;
using VioActors.Actors.Vios.Backup;
using VioActors.Actors.Vios.Devices;
using VioActors.Domain.Backup;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Npiv;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// The shared VIOS DB in this process: takes every message for an aggregate and hands it to the one actor that owns it, made at first need;
/// tells
/// subscribed VIOSes what changed. One for each cluster.
/// <para>Guarantee: one actor an aggregate. An aggregate that stopped because its journal failed is made anew at the next message.</para>
/// </summary>
public sealed class ViosDbActor : ReceiveActor
{
    private readonly IChunkEraser _eraser;
    private readonly TimeProvider _time;
    private readonly AggregateSettings _settings;
    private readonly Dictionary<VioUuid, IActorRef> _vioses = [];

    public ViosDbActor(IChunkEraser eraser, TimeProvider time)
        : this(eraser, time, AggregateSettings.Default)
    {
    }

    public ViosDbActor(IChunkEraser eraser, TimeProvider time, AggregateSettings settings)
    {
        _settings = settings;
        _eraser = eraser;
        _time = time;
        var links = new ViosDbLinks(Self);
        Receive<IClusterMessage>(message => Forward(message, "cluster", () => ClusterActor.Props(links, links, _time, _settings)));
        Receive<IIdentityRegistryMessage>(message =>
            Forward(message, "identity-registry", () => IdentityRegistryActor.Props(_settings)));
        Receive<ICecMessage>(message => Forward(message, $"cec-{message.Cec}", () => CecRecordActor.Props(message.Cec, _settings)));
        Receive<ISanMessage>(message => Forward(message, "san", () => SanRecordActor.Props(links, _settings)));
        Receive<IViosMessage>(message =>
            Forward(message, $"vios-{message.Vios}", () => ViosDevicesActor.Props(message.Vios, links, links, _settings)));
        Receive<IInventoryMessage>(message =>
            Forward(message, $"devices-{message.Vios}", () => DeviceInventoryActor.Props(message.Vios, links, _settings)));
        Receive<IBackupRecordMessage>(message =>
            Forward(message, $"backup-{message.Vios}", () => BackupRecordActor.Props(message.Vios, _settings)));
        Receive<IRestoreMessage>(message =>
            Forward(message, $"restore-{message.Vios}", () => RestoreRecordActor.Props(message.Vios, _settings)));
        Receive<IClientMessage>(message => Forward(
            message,
            Uri.EscapeDataString($"client-{message.Client}"),
            () => ClientActor.Props(message.Client, links, _time, _settings)));
        Receive<IPoolMessage>(message =>
            Forward(message, $"pool-{message.Pool}", () => PoolActor.Props(message.Pool, _eraser, links, _time, _settings)));
        Receive<ILuMessage>(message =>
            Forward(message, $"lu-{message.Lu}", () => LuActor.Props(message.Lu, links, links, _time, _settings)));
        Receive<Announcement>(announcement =>
        {
            Context.System.EventStream.Publish(announcement.Message);
            if (announcement.Message is PoolAlertRaised or PoolVolumesChanged)
                TellAll(announcement.Message);
        });
        Receive<SubscribeVios>(subscribe =>
        {
            _vioses[subscribe.Vios] = Sender;
            Context.Watch(Sender);
        });
        Receive<Terminated>(Unsubscribe);
        Receive<ClusterAnnounced>(TellAll);
        Receive<DevicesAnnounced>(announced => Tell(announced.Vios, announced));
        Receive<TellVioses>(tell =>
        {
            foreach (var vios in tell.Vioses)
                Tell(vios, tell.Message);
        });
    }

    private void Forward(object message, string name, Func<Props> props)
    {
        var child = Context.Child(name);
        (child.IsNobody() ? Context.ActorOf(props(), name) : child).Forward(message);
    }

    private void TellAll(object message)
    {
        foreach (var vios in _vioses.Values)
            vios.Tell(message);
    }

    private void Tell(VioUuid vios, object message)
    {
        if (_vioses.TryGetValue(vios, out var actor))
            actor.Tell(message);
    }

    private void Unsubscribe(Terminated ended)
    {
        foreach (var (vios, actor) in _vioses.ToList())
        {
            if (actor.Equals(ended.ActorRef))
                _vioses.Remove(vios);
        }
    }
}
