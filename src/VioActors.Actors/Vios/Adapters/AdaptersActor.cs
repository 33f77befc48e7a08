using Akka.Actor;
using VioActors.Actors.Nexus;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The server adapters of one VIOS. One for each VIOS, made and supervised by it; makes one <see cref="VhostActor"/> or
/// <see cref="VfchostActor"/> an adapter. A failed adapter is restarted; its nexuses end and their transports close, so that clients log in
/// again.
/// </summary>
internal sealed class AdaptersActor : ReceiveActor
{
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(5);

    private readonly VhostPorts _ports;
    private readonly Dictionary<AdapterName, IActorRef> _vhosts = [];
    private readonly HashSet<IActorRef> _fibreChannel = [];
    private readonly TaskCompletionSource _mapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyDictionary<AdapterName, AdapterName> _mappings = new Dictionary<AdapterName, AdapterName>();
    private IReadOnlyDictionary<SlotNumber, AdapterName> _bySlot = new Dictionary<SlotNumber, AdapterName>();
    private ILookup<AdapterName, VirtualTargetDevice> _behind = Array.Empty<VirtualTargetDevice>().ToLookup(device => device.Adapter);
    private ViosDevices? _devices;

    public AdaptersActor(VhostPorts ports)
    {
        _ports = ports;
        Receive<ServeDevices>(changed => Apply(changed.Devices));
        Receive<ServeFcMappings>(serve =>
        {
            _mappings = serve.Ports;
            if (_devices is { } devices)
                Apply(devices);
            _mapped.TrySetResult();
        });

        // Its name is free now: an adapter of the same name may have been added meanwhile.
        Receive<Terminated>(_ =>
        {
            if (_devices is { } devices)
                Apply(devices);
        });
        Receive<GetVfchosts>(_ => Task.WhenAll(
            _vhosts.Values.Where(_fibreChannel.Contains).Select(host => host.Ask<VfchostReport>(GetVfchost.Instance, ReportLimit))).PipeTo(
                Sender,
                success: hosts => new VfchostsReport([.. hosts.OrderBy(host => host.Name.Number)]),
                failure: cause => new Rejected(RejectionCode.Busy, $"The adapters do not answer: {cause.Message}.")));
        Receive<LogInWwpns>(log =>
        {
            if (_vhosts.TryGetValue(log.Adapter, out var host) && _fibreChannel.Contains(host))
                host.Forward(log);
            else
                Sender.Tell(new Rejected(RejectionCode.NotFound, $"This VIOS has no virtual Fibre Channel adapter {log.Adapter}."));
        });
        Receive<VhostBegun>(begun =>
        {
            if (_devices?.Adapters.FirstOrDefault(adapter => adapter.Name == begun.Adapter) is { } adapter)
                Sender.Tell(new VhostChanged(adapter, Behind(adapter)));
        });
        Receive<TellNexuses>(tell =>
        {
            foreach (var vhost in _vhosts.Values.Where(vhost => !_fibreChannel.Contains(vhost)))
                vhost.Tell(tell);
        });
        Receive<FindTargetPort>(find => Sender.Tell(PortOf(find.Adapter)));
        Receive<FindTargetPortAt>(find => Sender.Tell(PortOf(At(find.Slot))));
        Receive<OpenNexus>(Open);
        Receive<PrepareLogins>(Prepare);
    }

    /// <summary>Nobody waits for the mappings any more.</summary>
    protected override void PostStop() => _mapped.TrySetCanceled();

    private AdapterName? At(SlotNumber slot) => _bySlot.GetValueOrDefault(slot);

    private void Prepare(PrepareLogins prepare)
    {
        var links = Context.ActorOf(Props.Create(() => new NexusLinksActor()));
        var preparation = new LoginPreparation(Self, links);
        foreach (var client in prepare.Clients)
        {
            if (At(client.ServerSlot) is not { } name || !_vhosts.TryGetValue(name, out var host))
                continue;
            if (_fibreChannel.Contains(host))
                preparation.AddFibreChannel(client, host, _mapped.Task);
            else
                preparation.Add(client, host);
        }

        preparation.RunAsync().PipeTo(Sender, failure: _ => new LoginsPrepared(0));
    }

    /// <summary>The hypervisor is in another process.</summary>
    private void Open(OpenNexus open)
    {
        if (PortOf(At(open.ServerSlot)).Port is not { } port)
        {
            Sender.Tell(ServedNexusActor.Refuse($"it has no server adapter in slot {open.ServerSlot}"));
            return;
        }

        var initiator = new InitiatorPort(open.Initiator, 0, open.Address);
        Context.ActorOf(ServedNexusActor.Props(Sender, async sink =>
        {
            var login = await port.LoginAsync(initiator, sink, CancellationToken.None).ConfigureAwait(false);
            return new ServedLogin(login, null, open.Probes && login.Nexus is { } nexus
                ? await PathProbe.RunAsync(nexus, open.Disks, PathProbe.Limit).ConfigureAwait(false) ?? ""
                : null);
        }));
    }

    private TargetPortFound PortOf(AdapterName? adapter) => new(
        adapter is not null && _vhosts.TryGetValue(adapter, out var vhost) ? new VhostTargetPort(vhost, LoginLimit) : null);

    private IReadOnlyList<VirtualTargetDevice> Behind(ServerAdapter adapter) => [.. _behind[adapter.Name]];

    private void Apply(ViosDevices devices)
    {
        _devices = devices;
        _bySlot = devices.Adapters.DistinctBy(adapter => adapter.Slot).ToDictionary(adapter => adapter.Slot, adapter => adapter.Name);
        _behind = devices.Devices.ToLookup(device => device.Adapter);
        foreach (var name in _vhosts.Keys.Except(devices.Adapters.Select(adapter => adapter.Name)).ToList())
        {
            Context.Watch(_vhosts[name]);
            Context.Stop(_vhosts[name]);
            _fibreChannel.Remove(_vhosts[name]);
            _vhosts.Remove(name);
        }

        foreach (var adapter in devices.Adapters)
        {
            if (_vhosts.TryGetValue(adapter.Name, out var known))
                known.Tell(ChangeOf(adapter));
            else if (Context.Child(adapter.Name.Value).IsNobody())
                Make(adapter);
        }
    }

    private object ChangeOf(ServerAdapter adapter) => adapter.Kind == ServerAdapterKind.VirtualFibreChannel
        ? new VfchostChanged(adapter, _mappings.GetValueOrDefault(adapter.Name))
        : new VhostChanged(adapter, Behind(adapter));

    private void Make(ServerAdapter adapter)
    {
        var ports = _ports;
        if (adapter.Kind == ServerAdapterKind.VirtualFibreChannel)
        {
            var port = _mappings.GetValueOrDefault(adapter.Name);
            _vhosts[adapter.Name] = Context.ActorOf(Props.Create(() => new VfchostActor(adapter, port, ports)), adapter.Name.Value);
            _fibreChannel.Add(_vhosts[adapter.Name]);
            return;
        }

        var behind = Behind(adapter);
        _vhosts[adapter.Name] = Context.ActorOf(Props.Create(() => new VhostActor(adapter, behind, ports)), adapter.Name.Value);
    }
}
