using Akka.Actor;
using VioActors.Actors.Memory;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Domain.Phyp.Dispatch;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// The guest's processors: what comes are interrupts, and they are handled only by one that PHYP has on a physical processor (NPV-3). A
/// second one is woken when two interrupts wait, a third when three do, as far as the partition has them.
/// </summary>
internal sealed partial class GuestActor
{
    /// <summary>Processors that it uses when it has as many.</summary>
    private const int ProcessorsMax = 64;

    /// <summary>Once a second it looks how many it has.</summary>
    private const int TicksBetweenLooks = 50;

    /// <summary>Processor time that handling an interrupt and what follows from it is said to take.</summary>
    private static readonly long InterruptTicks = TimeSpan.FromMicroseconds(20).Ticks;

    private readonly IActorRef _phyp;
    private readonly Queue<object> _interrupts = [];
    private readonly HashSet<int> _prodded = [];
    private int _processorCount = ProcessorsMax;
    private long _ticks;

    private void ReceiveSlices()
    {
        Receive<AdapterState>(Interrupt);
        Receive<AdapterIoEnded>(Interrupt);
        Receive<Tick>(tick =>
        {
            // A call that was lost with a hypervisor is made again with the clock.
            _prodded.Clear();
            if (_ticks++ % TicksBetweenLooks == 0)
                _processorCount = ProcessorsMax;
            if (!_interrupts.Contains(tick))
                Interrupt(tick);
            else
                Prod();
        });
        Receive<RunSlice>(Run);
        Receive<HypervisorResult>(HearRefusal);
    }

    /// <summary>It has no processor of that number.</summary>
    private void HearRefusal(HypervisorResult result)
    {
        if (result.Processor is { } processor)
            _processorCount = Math.Max(1, Math.Min(_processorCount, processor));
    }

    private void Interrupt(object interrupt)
    {
        _interrupts.Enqueue(interrupt);
        Prod();
    }

    private void Prod()
    {
        for (var number = 0; number < Math.Min(_interrupts.Count, _processorCount); number++)
        {
            if (_prodded.Add(number))
                _phyp.Tell(new ProdProcessor(new VirtualProcessorId(_partition, number)));
        }
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

        End(slice, Math.Min(used, slice.Ticks));
    }

    /// <summary>Given before PHYP stopped to dispatch: a frozen guest does nothing with it.</summary>
    private void Decline(RunSlice slice)
    {
        _figures.DeclinedSlices++;
        End(slice, 0);
    }

    private void End(RunSlice slice, long usedTicks)
    {
        var wantsMore = _interrupts.Count > slice.Processor.Number;
        if (wantsMore)
            _prodded.Add(slice.Processor.Number);
        else
            _prodded.Remove(slice.Processor.Number);
        _phyp.Tell(new EndSlice(slice.Processor, usedTicks, wantsMore));
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
            case PageReady or PageLost:
                EndWait(interrupt);
                break;
            default:
                Sweep();
                Work();
                RunApplications();
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
