using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Actors.Vios.Primary;
using VioActors.Domain.Cluster;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Vios;

/// <summary>
/// How a VIOS ends in order: clients that depend on it stand still → portal → office of the primary node → grants → membership.
/// </summary>
public sealed partial class ViosActor
{
    private void StopInOrder(StopVios stop)
    {
        if (_phase == ViosPhase.Stopping)
            return;
        var served = _phase == ViosPhase.Serving;
        Enter(ViosPhase.Stopping, stop.Reason);
        Timers.CancelAll();
        if (!served)
        {
            CloseTransport(stop.Reason);
            return;
        }

        // Clients that depend on it stand still before it is gone (NPV-6). One that does not stop is not waited for longer.
        var ready = new ClientsAreReady(stop.Reason);
        _definition.Phyp.Ask<object>(new InterruptVios(_definition.Drc.Partition, ViosEventKind.PowerDown, stop.Reason), AskLimit)
            .PipeTo(Self, success: _ => ready, failure: _ => ready);
    }

    private void CloseTransport(string reason)
    {
        var done = new TransportStopped(reason);
        _definition.Transport.StopAsync(reason).AsTask().PipeTo(Self, success: () => done, failure: _ => done);
    }

    /// <summary>Without one of its parts it serves nobody: it ends, and the others are told (REG-9).</summary>
    private void Fail(string reason)
    {
        if (_isFailing)
            return;
        _isFailing = true;
        _log.Error("VIOS {0} stops: {1}.", _definition.Name, reason);
        _definition.ViosDb.Tell(new ReportViosFailed(_definition.Vios, _definition.Incarnation, reason));
        _network.Tell(PoisonPill.Instance);
    }

    /// <summary>Another takes the duties of the primary node over at once.</summary>
    private void LeaveOffice(string reason)
    {
        var done = new OfficeIsLeft(reason);
        _primary.Ask<OfficeLeft>(new LeaveOffice(reason), AskLimit).PipeTo(Self, success: _ => done, failure: _ => done);
    }

    /// <summary>Its grants end before it is no member any more: nobody has to wait for them.</summary>
    private void ReleaseUnits(string reason)
    {
        var done = new UnitsReleased(reason);
        if (_service is { } service)
            service.LogicalUnits.Ask<AllReleased>(ReleaseAll.Instance, AskLimit).PipeTo(Self, success: _ => done, failure: _ => done);
        else
            Self.Tell(done);
    }

    private void Deregister(string reason) =>
        _definition.ViosDb.Ask<object>(new DeregisterVios(_definition.Vios, _definition.Incarnation, reason), AskLimit)
            .PipeTo(Self, success: _ => Deregistered.Instance, failure: _ => Deregistered.Instance);

    /// <summary>The clients that depend on this VIOS stand still.</summary>
    private sealed record ClientsAreReady(string Reason);

    private sealed record TransportStopped(string Reason);

    private sealed record OfficeIsLeft(string Reason);

    private sealed record UnitsReleased(string Reason);

    private sealed record Deregistered
    {
        public static Deregistered Instance { get; } = new();
    }
}
