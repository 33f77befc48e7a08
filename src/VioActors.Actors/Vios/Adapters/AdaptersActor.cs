using Akka.Actor;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The server adapters of one VIOS. One for each VIOS, made and supervised by it; makes one <see cref="VhostActor"/> an adapter. A
/// failed adapter is restarted;
/// its nexuses end and their transports close, so that clients log in again.
/// </summary>
internal sealed class AdaptersActor : ReceiveActor
{
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);

    private readonly VhostPorts _ports;
    private readonly Dictionary<AdapterName, IActorRef> _vhosts = [];
    private ViosDevices? _devices;

    public AdaptersActor(VhostPorts ports)
    {
        _ports = ports;
        Receive<ServeDevices>(changed => Apply(changed.Devices));
        Receive<VhostBegun>(begun =>
        {
            if (_devices?.Adapters.FirstOrDefault(adapter => adapter.Name == begun.Adapter) is { } adapter)
                Sender.Tell(new VhostChanged(adapter, Behind(adapter)));
        });
        Receive<TellNexuses>(tell =>
        {
            foreach (var vhost in _vhosts.Values)
                vhost.Tell(tell);
        });
        Receive<FindTargetPort>(find => Sender.Tell(PortOf(find.Adapter)));
        Receive<FindTargetPortAt>(find => Sender.Tell(PortOf(
            _devices?.Adapters.FirstOrDefault(adapter => adapter.Slot == find.Slot)?.Name)));
    }

    private TargetPortFound PortOf(AdapterName? adapter) => new(
        adapter is not null && _vhosts.TryGetValue(adapter, out var vhost) ? new VhostTargetPort(vhost, LoginLimit) : null);

    private IReadOnlyList<VirtualTargetDevice> Behind(ServerAdapter adapter) =>
        [.. _devices!.Devices.Where(device => device.Adapter == adapter.Name)];

    private void Apply(ViosDevices devices)
    {
        _devices = devices;
        foreach (var name in _vhosts.Keys.Except(devices.Adapters.Select(adapter => adapter.Name)).ToList())
        {
            Context.Stop(_vhosts[name]);
            _vhosts.Remove(name);
        }

        foreach (var adapter in devices.Adapters.Where(adapter => adapter.Kind != ServerAdapterKind.VirtualFibreChannel))
        {
            var behind = Behind(adapter);
            if (_vhosts.TryGetValue(adapter.Name, out var vhost))
                vhost.Tell(new VhostChanged(adapter, behind));
            else
                _vhosts[adapter.Name] = Context.ActorOf(Props.Create(() => new VhostActor(adapter, behind, _ports)), adapter.Name.Value);
        }
    }
}
