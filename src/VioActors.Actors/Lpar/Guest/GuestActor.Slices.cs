using Akka.Actor;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Domain.Phyp.Dispatch;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>The guest's processor: what comes are interrupts, and it works only while PHYP has it on a physical one (NPV-3).</summary>
internal sealed partial class GuestActor
{
    /// <summary>Processor time that handling an interrupt and what follows from it is said to take.</summary>
    private static readonly long InterruptTicks = TimeSpan.FromMicroseconds(20).Ticks;

    private readonly IActorRef _phyp;
    private readonly VirtualProcessorId _processor;
    private readonly Queue<object> _interrupts = [];
    private bool _isProdded;

    private void ReceiveSlices()
    {
        Receive<AdapterState>(Interrupt);
        Receive<AdapterIoEnded>(Interrupt);
        Receive<Tick>(tick =>
        {
            // A call that was lost with a hypervisor is made again with the clock.
            _isProdded = false;
            if (!_interrupts.Contains(tick))
                Interrupt(tick);
            else
                Prod();
        });
        Receive<RunSlice>(Run);
        Receive<HypervisorResult>(_ => { });
    }

    private void Interrupt(object interrupt)
    {
        _interrupts.Enqueue(interrupt);
        Prod();
    }

    private void Prod()
    {
        if (_isProdded || _interrupts.Count == 0)
            return;
        _isProdded = true;
        _phyp.Tell(new ProdProcessor(_processor));
    }

    private void Run(RunSlice slice)
    {
        _figures.Slices++;
        var used = 0L;
        while (used < slice.Ticks && _interrupts.TryDequeue(out var interrupt))
        {
            used += InterruptTicks;
            Handle(interrupt);
        }

        _isProdded = _interrupts.Count > 0;
        _phyp.Tell(new EndSlice(slice.Processor, Math.Min(used, slice.Ticks), _isProdded));
    }

    /// <summary>Given before PHYP stopped to dispatch: a frozen guest does nothing with it.</summary>
    private void Decline(RunSlice slice)
    {
        _figures.DeclinedSlices++;
        _isProdded = _interrupts.Count > 0;
        _phyp.Tell(new EndSlice(slice.Processor, 0, _isProdded));
    }

    private void Handle(object interrupt)
    {
        switch (interrupt)
        {
            case AdapterIoEnded ended:
                _disk.End(ended);
                break;
            case AdapterState state:
                _disk.Note(state);
                break;
            case VerifyEveryBlock:
                Verify();
                break;
            default:
                Sweep();
                Work();
                break;
        }
    }

    private void DropInterrupts()
    {
        foreach (var ended in _interrupts.OfType<AdapterIoEnded>())
            ended.DataIn?.Dispose();
        _interrupts.Clear();
    }
}
