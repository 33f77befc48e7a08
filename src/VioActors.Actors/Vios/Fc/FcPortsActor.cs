using Akka.Actor;
using VioActors.Actors.San;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Fc;

/// <summary>
/// The physical Fibre Channel ports of one VIOS. One for each VIOS, made and supervised by it; makes one <see cref="FcPortActor"/> a
/// port. A
/// failed port is restarted: its link is lost and comes back.
/// </summary>
internal sealed class FcPortsActor : ReceiveActor
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<AdapterName, IActorRef> _ports = [];
    private readonly IActorRef? _san;
    private readonly IActorRef? _links;
    private readonly int _virtualPortsMax;
    private int _made;

    /// <param name="san">Null: nothing is cabled to this machine.</param>
    /// <param name="links">Makes connections through a network of another process; null: it is in this one.</param>
    /// <param name="virtualPortsMax">Virtual adapters that may be active on one port at once.</param>
    public FcPortsActor(IActorRef? san, IActorRef? links, int virtualPortsMax)
    {
        (_san, _links, _virtualPortsMax) = (san, links, virtualPortsMax);
        Receive<ServeFcPorts>(serve => Apply(serve.Ports));
        Receive<LogInThrough>(logIn =>
        {
            if (_ports.TryGetValue(logIn.Port, out var port))
                port.Forward(logIn);
            else
                Sender.Tell(Refused($"this VIOS has no Fibre Channel port {logIn.Port}"));
        });
        Receive<SetFcLink>(set =>
        {
            if (_ports.TryGetValue(set.Port, out var port))
                port.Forward(set);
            else
                Sender.Tell(new Rejected(RejectionCode.NotFound, $"This VIOS has no Fibre Channel port {set.Port}."));
        });
        Receive<GetFcPorts>(_ => Task.WhenAll(_ports.Values.Select(port => port.Ask<FcPortReport>(GetFcPort.Instance, AnswerLimit)))
            .PipeTo(
                Sender,
                success: ports => new FcPortsReport([.. ports.OrderBy(port => port.Name.Number)]),
                failure: cause => new Rejected(RejectionCode.Busy, $"The Fibre Channel ports do not answer: {cause.Message}.")));
        // What the fabric answers to a logout that nobody waits for.
        Receive<IReply>(_ => { });
    }

    internal static VirtualPortAnswer Refused(string reason) =>
        new(new NexusLogin(null, LoginRefusal.ServiceUnavailable, reason), null);

    private void Apply(IReadOnlyDictionary<AdapterName, Wwpn> ports)
    {
        foreach (var gone in _ports.Keys.Where(name => !ports.ContainsKey(name)).ToList())
        {
            Context.Stop(_ports[gone]);
            _ports.Remove(gone);
        }

        foreach (var (name, wwpn) in ports)
        {
            if (_ports.ContainsKey(name))
                continue;
            // One of that name that was taken away a moment ago may not have ended yet.
            var (san, links, max) = (_san, _links, _virtualPortsMax);
            _ports[name] = Context.ActorOf(Props.Create(() => new FcPortActor(name, wwpn, san, links, max)), $"{name.Value}-{++_made}");
        }
    }
}

/// <summary>Asks a port how it is. Answered with <see cref="FcPortReport"/>.</summary>
internal sealed record GetFcPort
{
    public static GetFcPort Instance { get; } = new();
}
