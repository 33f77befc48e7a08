using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Lpar.Qemu.Qmp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>How a machine's processors are stopped and let go on: QMP <c>stop</c> and <c>cont</c> (NPV-12).</summary>
internal sealed partial class MachineActor
{
    private long _lastId;

    /// <summary>The <c>stop</c> whose answer has not come: QEMU gives it when its disks have answered and are flushed.</summary>
    private long? _stopUnderWay;

    /// <summary>PHYP wants it to stand still.</summary>
    private bool _isHeld;

    /// <summary>QEMU said so.</summary>
    private bool _isPaused;

    /// <summary>Commands whose event has not come: only after them it is known whether it runs.</summary>
    private int _contsUnderWay;

    /// <summary>The last <c>cont</c>.</summary>
    private long _lastCont;

    /// <summary>QEMU did not let it go on: that is tried again with its next announcement.</summary>
    private bool _isContRefused;

    private bool _isKnown;

    /// <summary>PHYP has said whether it may run.</summary>
    private bool _hasBegun;

    /// <summary>It goes on when a hypervisor says so: it was told to stop, or stopped by itself after it had begun.</summary>
    private bool IsStill => _isHeld || (_hasBegun && _isPaused && _contsUnderWay == 0);

    private void Hear(QmpMessage.Event heard)
    {
        switch (heard.Name)
        {
            case "STOP":
                _isPaused = true;
                _stops++;
                ConfirmStop();
                break;
            case "RESUME":
                _isPaused = false;
                _contsUnderWay = Math.Max(0, _contsUnderWay - 1);
                Answer(Report());
                break;
            case "BLOCK_IO_ERROR" when heard.Error is { } error:
                Note(error);
                break;
        }
    }

    /// <summary>
    /// A disk answered with an error. When that stops the machine its guest has not seen it: PHYP keeps it still until its disks answer
    /// (NPV-5, special exception).
    /// </summary>
    private void Note(BlockIoError error)
    {
        _diskErrors++;
        _log.Warning("Machine {0}: {1} of {2} failed: {3}; {4}.", _name, error.Operation, error.Node, error.Reason, error.Action);
        if (error.Action == "stop" && !_isHeld)
            _phyp.Tell(new PartitionStoodStill(_machine.Client, $"a {error.Operation} of its {error.Node} failed: {error.Reason}"));
    }

    /// <summary>Run state when the monitor was connected: QEMU waits for the first <c>cont</c>, or has run before.</summary>
    private void Read(QmpMessage.Answer answer)
    {
        if (_stopUnderWay is { } stop && answer.Id == stop)
        {
            _stopUnderWay = null;
            _phyp.Tell(new DispatchSettled(_machine.Client));
        }

        if (answer.Error is { } error)
        {
            _log.Warning("Machine {0} refused a command: {1}.", _name, error);
            if (answer.Id == _lastCont)
                EndRefusedCont();
            return;
        }

        if (_isKnown || answer.Status is not { } status)
            return;
        _isKnown = true;
        _isPaused = status != "running";
        _state = _state == MachineState.Starting ? MachineState.Running : _state;

        // PHYP knows whether it may run: it may have been frozen when the hypervisor ended.
        AnnounceSelf();
    }

    private void Begin(DispatchReport report)
    {
        if (_hasBegun || report.Partitions.FirstOrDefault(partition => partition.Client == _machine.Client) is not { } own)
            return;
        _hasBegun = true;
        if (own.State == DispatchState.Running && !_isHeld)
            Go();
        if (!_isPaused || own.State != DispatchState.Running)
            Answer(Report());
    }

    private void StopDispatching()
    {
        _isHeld = true;
        if (_isPaused && _contsUnderWay == 0)
            ConfirmStop();
        else if (Send("stop"))
            _stopUnderWay = _lastId;
    }

    /// <summary>
    /// The event counts: processors stand still with it. What they gave their disks before may be under way: only a VIOS that ends in order
    /// waits for that, and the hypervisor looks whether disks answer before it lets the machine go on.
    /// </summary>
    private void ConfirmStop()
    {
        if (_isHeld && _contsUnderWay == 0)
            _phyp.Tell(new DispatchStopped(_machine.Client) { IsUnsettled = _stopUnderWay is not null });
    }

    private void ResumeDispatching()
    {
        _isHeld = false;
        Go();
    }

    private void Go()
    {
        if (!_isPaused || _contsUnderWay > 0 || _state == MachineState.ShuttingDown)
            return;
        _isContRefused = false;
        _contsUnderWay++;
        if (Send("cont"))
            _lastCont = _lastId;
    }

    /// <summary>No event follows: it stands still, and who waits for that is told.</summary>
    private void EndRefusedCont()
    {
        _isContRefused = true;
        _contsUnderWay = 0;
        if (_isPaused)
            ConfirmStop();
    }

    private void TryRefusedAgain()
    {
        if (_isContRefused && !_isHeld)
            Go();
    }
}
