using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Lpar.Qemu.Qmp;
using VioActors.Actors.Phyp.Dispatching;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Scsi.Luns;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// One activation of a virtual machine: starts QEMU (or takes one over), talks to its monitor, freezes it and lets it go on (NPV-12). One
/// for each activation, made and supervised by <see cref="QemuLparActor"/>; it stops when the machine has ended.
/// <code>
///   Starting (process, monitor, held) → Dispatched: processors run ⇄ processors stand still → Ending → stopped
/// </code>
/// Guarantee: it confirms that it stands still only after QEMU's STOP event; the answer to the command may wait for the disks and is not
/// waited for. With its actor the process ends, unless the whole system ends and is started again.
/// </summary>
internal sealed partial class MachineActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly IActorRef _phyp;
    private readonly MachineEnvironment _environment;
    private readonly MachineFolder _folder;
    private readonly IActorRef _asker;
    private readonly bool _isAdopted;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private QemuMachine _machine;
    private QemuProcess? _process;
    private QmpClient? _monitor;
    private ValueList<ulong> _luns = [];
    private MachineState _state = MachineState.Starting;
    private string _detail = "";
    private string _share = "";
    private long _stops;
    private long _diskErrors;
    private bool _isAnswered;
    private Task<MachineStarted>? _starting;

    /// <summary>What its process had used when it was taken over.</summary>
    private TimeSpan _timeBefore;

    public MachineActor(
        QemuMachine machine, string name, IActorRef phyp, MachineEnvironment environment, QemuProcess? adopted, IActorRef asker)
    {
        (_machine, _name, _phyp, _environment, _process, _asker) = (machine, name, phyp, environment, adopted, asker);
        _folder = new MachineFolder(environment.Settings, machine.Client);
        _isAdopted = adopted is not null;
        Receive<MachineStarted>(Take);
        Receive<StartFailed>(failed => EndWith(failed.Reason));
        Receive<ProcessEnded>(ended => EndWith(ended.How));
        Receive<QmpMessage.Event>(Hear);
        Receive<QmpMessage.Answer>(Read);
        Receive<QmpMessage.Closed>(closed => LoseMonitor(closed.Reason));
        Receive<QmpMessage>(_ => { });
        Receive<GetMachineReport>(_ => Sender.Tell(Report()));
        Receive<Announce>(_ => AnnounceSelf());
        Receive<DispatchReport>(Begin);
        Receive<StopDispatch>(_ => StopDispatching());
        Receive<ResumeDispatch>(_ => ResumeDispatching());
        Receive<ShutDownMachine>(ShutDown);
        Receive<ShutdownOverdue>(overdue => InsistOn(overdue.Step));
        Receive<StartOverdue>(_ => GiveStartUp());
        Receive<IReply>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var (start, adopted) = (new MachineStart(_machine, _name, _phyp, _environment, _folder), _process);
        Action<QmpMessage> sink = message => _self.Tell(message, ActorRefs.NoSender);
        var starting = adopted is null ? start.RunAsync(sink, _stopping.Token) : start.AdoptAsync(adopted, sink, _stopping.Token);
        _starting = starting;
        starting.PipeTo(_self, success: started => started, failure: cause => new StartFailed(cause.Message));
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _monitor?.Dispose();
        if (!_environment.OutliveSystem || CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
            _process?.Kill();
        if (_monitor is null)
            _starting?.ContinueWith(Abandon, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        var hasRun = _isAnswered;
        Answer(new Rejected(RejectionCode.WrongStatus, $"Machine '{_name}' does not run: {_detail}"));
        Context.Parent.Tell(new MachineEnded(_detail, _machine.Origin, hasRun));
    }

    private void Take(MachineStarted started)
    {
        (_process, _monitor, _machine) = (started.Process, started.Monitor, started.Machine);
        _luns = started.Luns.Select(lun => LunAddress.Encode(lun)).ToValueList();
        var self = _self;
        _process.Ended.ContinueWith(
            ended => self.Tell(new ProcessEnded(ended.Result), ActorRefs.NoSender), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _share = started.Share;
        _log.Info("Machine {0} is process {1}, {2}; {3}.", _name, _process.Id, started.How, _share);
        _timeBefore = _isAdopted ? _process.ReadProcessorTime() ?? TimeSpan.Zero : TimeSpan.Zero;
        _isPaused = true;
        if (!Send("query-status"))
            return;

        // Hypervisor call of the machine as it boots (NPV-4).
        _phyp.Tell(new RegisterEvents(_machine.Client, _machine.FreezeOn));
        Timers.StartSingleTimer(nameof(StartOverdue), StartOverdue.Instance, _environment.Settings.StartLimit);
        Timers.StartPeriodicTimer(nameof(Announce), Announce.Instance, AnnounceInterval);
    }

    private void AnnounceSelf()
    {
        _phyp.Tell(new AttachLpar(_machine.Client) { Luns = _luns, IsStill = IsStill });
        if (_process?.ReadProcessorTime() is { } time)
            _phyp.Tell(new AccountProcessorTime(_machine.Client, (time - _timeBefore).Ticks));
        if (_isKnown && !_hasBegun)
            _phyp.Tell(GetDispatchReport.Instance);
        TryRefusedAgain();
        _folder.LimitConsole();
    }

    /// <summary>It started when nobody wanted it any more.</summary>
    private static void Abandon(Task<MachineStarted> starting)
    {
        starting.Result.Monitor.Dispose();
        starting.Result.Process.Kill();
    }

    private void EndWith(string reason)
    {
        _detail = _state == MachineState.ShuttingDown ? "it was shut down" : reason;
        if (_state != MachineState.ShuttingDown)
            _log.Warning("Machine {0} ended: {1}.", _name, reason);
        Context.Stop(Self);
    }

    /// <summary>One that cannot be told anything cannot be frozen either.</summary>
    private void LoseMonitor(string reason)
    {
        _monitor = null;
        if (_process is { Ended.IsCompleted: false } && _state != MachineState.ShuttingDown)
            _log.Warning("Machine {0} is ended: its monitor is gone, {1}.", _name, reason);
        _process?.Kill();
    }

    private bool Send(string command)
    {
        if (_monitor is { } monitor && monitor.TrySend(++_lastId, command))
            return true;
        LoseMonitor("it takes no more commands");
        return false;
    }

    private void ShutDown(ShutDownMachine command)
    {
        if (_state == MachineState.ShuttingDown && !command.Immediately)
            return;
        _state = MachineState.ShuttingDown;
        InsistOn(command.Immediately || _isPaused ? ShutdownStep.Quit : ShutdownStep.Ask);
    }

    /// <summary>Ask the guest, then QEMU, then nobody: one whose disks do not answer hears neither.</summary>
    private void InsistOn(ShutdownStep step)
    {
        if (_monitor is null || step == ShutdownStep.Kill)
        {
            _detail = "it was shut down";
            if (_process is { } process)
                process.Kill();
            else
                Context.Stop(Self);
            return;
        }

        Send(step == ShutdownStep.Ask ? "system_powerdown" : "quit");
        Timers.StartSingleTimer(
            nameof(ShutdownOverdue), new ShutdownOverdue(step + 1),
            step == ShutdownStep.Ask ? _environment.Settings.ShutdownLimit : QuitLimit);
    }

    /// <summary>
    /// A machine runs, stands still by the hypervisor's will, or is not activated: one that hangs between is ended. One that was taken over
    /// has run before, and its disks may be away.
    /// </summary>
    private void GiveStartUp()
    {
        var step = !_isKnown ? "its monitor does not say how it is"
            : !_hasBegun ? "the hypervisor does not say whether it may run"
            : "its processors do not begin";
        if (_isAdopted)
            _log.Warning("Machine {0} was taken over, but {1} within {2}.", _name, step, _environment.Settings.StartLimit);
        else
            EndWith($"{step} within {_environment.Settings.StartLimit}; see vio-actors.qemu.start-limit");
    }

    private void Answer(object answer)
    {
        if (_isAnswered)
            return;
        _isAnswered = true;
        Timers.Cancel(nameof(StartOverdue));
        if (!_asker.IsNobody())
            _asker.Tell(answer);
    }

    private MachineReport Report() => new(
        _machine, _name, _state == MachineState.Running && _isPaused ? MachineState.Stopped : _state, _process?.Id, _stops, _diskErrors,
        _detail)
    {
        Share = _share,
    };

    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(3);

    private readonly IActorRef _self = Context.Self;

    private enum ShutdownStep
    {
        Ask,
        Quit,
        Kill,
    }

    private sealed record ShutdownOverdue(ShutdownStep Step);

    private sealed record StartFailed(string Reason);

    private sealed record StartOverdue
    {
        public static StartOverdue Instance { get; } = new();
    }

    private sealed record ProcessEnded(string How);

    private sealed record Announce
    {
        public static Announce Instance { get; } = new();
    }
}
