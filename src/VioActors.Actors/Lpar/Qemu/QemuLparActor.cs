using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Images.Machines;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// A client partition that is a virtual machine. One for each machine of a CEC, made and supervised by it; each activation has a
/// <see cref="MachineActor"/> below it. It knows PHYP and no VIOS (SYS-6).
/// <para>Not activated → Active (its machine starts, runs, stands still, shuts down) → Not activated.</para>
/// A machine whose actor failed is ended: nobody could freeze it.
/// </summary>
internal sealed partial class QemuLparActor : ReceiveActor, IWithTimers
{
    private readonly string _name;
    private readonly IActorRef _phyp;
    private readonly MachineEnvironment _environment;
    private readonly MachineFolder _folder;
    private readonly List<IActorRef> _shutDownAskers = [];
    private readonly List<IActorRef> _reportAskers = [];
    private QemuMachine _machine;
    private IActorRef _running = ActorRefs.Nobody;
    private int _activations;
    private bool _staysActivated;

    /// <summary>The last activation that ended.</summary>
    private bool _hasRun;
    private string _detail = "";

    public QemuLparActor(QemuMachine machine, string name, IActorRef phyp, MachineEnvironment environment)
    {
        (_machine, _name, _phyp, _environment) = (machine, name, phyp, environment);
        _folder = new MachineFolder(environment.Settings, machine.Client);
        Receive<DefineMachine>(define => _machine = define.Machine);
        Receive<ActivateMachine>(_ =>
        {
            if (_running.IsNobody())
                EndRestoring();
            Activate(null);
        });
        Receive<AdoptMachine>(adopt =>
        {
            if (!_running.IsNobody())
                return;
            if (QemuProcess.Find(_folder) is { } process)
                Activate(process);
            else
                Context.Parent.Tell(new MachineNotActive(_machine));
            if (adopt.IsToRun)
                BeginRestoring();
        });
        ReceiveRestoring();
        Receive<GetMachineReport>(get =>
        {
            if (_running.IsNobody())
                Sender.Tell(Report());
            else
                AskRunning(get);
        });
        Receive<MachineReport>(AnswerReports);
        Receive<GetMachineConsole>(get => Sender.Tell(ReadConsole(get.LineCount)));
        Receive<ShutDownMachine>(ShutDown);
        Receive<MachineEnded>(ended =>
        {
            (_detail, _hasRun) = (ended.Reason, ended.HasRun);
            if (ended.Origin is { } origin && origin.Image == _machine.Origin?.Image)
                _machine = _machine with { Origin = origin };
        });
        Receive<Terminated>(ended => ended.ActorRef.Equals(_running), _ => Ended());
        Receive<IReply>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Activate(QemuProcess? adopted)
    {
        if (!_running.IsNobody())
        {
            AskRunning(new GetMachineReport(_machine.Client));
            return;
        }

        var (machine, name, phyp, environment, asker) = (
            _machine, _name, _phyp, _environment, adopted is null ? Sender : ActorRefs.Nobody);
        (_detail, _staysActivated, _hasRun) = ("", false, false);
        _phyp.Tell(new NoteActivated(new PartitionActivation(machine.Client, null)));
        _running = Context.ActorOf(
            Props.Create(() => new MachineActor(machine, name, phyp, environment, adopted, asker)), $"machine-{++_activations}");
        Context.Watch(_running);
    }

    /// <summary>One that is ending answers nothing more: its end does (see <see cref="Ended"/>).</summary>
    private void AskRunning(GetMachineReport get)
    {
        _reportAskers.Add(Sender);
        _running.Tell(get);
    }

    private void AnswerReports(MachineReport report)
    {
        foreach (var asker in _reportAskers)
            asker.Tell(report);
        _reportAskers.Clear();
    }

    private void ShutDown(ShutDownMachine command)
    {
        _staysActivated |= command.StaysActivated;
        EndRestoring();
        if (_running.IsNobody())
        {
            Forsake();
            Sender.Tell(Report());
            return;
        }

        _shutDownAskers.Add(Sender);
        _running.Tell(command);
    }

    private void Ended()
    {
        _running = ActorRefs.Nobody;
        if (_isRestoring && !_hasRun)
        {
            RestoreLater();
        }
        else
        {
            EndRestoring();
            Forsake();
        }

        Context.Parent.Tell(new MachineNotActive(_machine));
        AnswerReports(Report());
        foreach (var asker in _shutDownAskers)
            asker.Tell(Report());
        _shutDownAskers.Clear();
        Context.GetLogger().Info("Machine {0} is not active{1}.", _name, _detail.Length == 0 ? "" : $": {_detail}");
    }

    /// <summary>It does not boot by itself when the CEC starts: it was ended, or ended, while the CEC goes on.</summary>
    private void Forsake()
    {
        if (!_staysActivated)
            _phyp.Tell(new NoteDeactivated(_machine.Client));
    }

    private MachineReport Report() => new(_machine, _name, MachineState.NotActivated, null, 0, 0, _detail);

    private object ReadConsole(int lineCount)
    {
        try
        {
            return new MachineConsole(_folder.ReadConsole(Math.Clamp(lineCount, 1, 10_000)).ToValueList());
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new Rejected(RejectionCode.WrongStatus, $"Cannot read the console of '{_name}': {cause.Message}");
        }
    }
}

/// <summary>To a machine's partition: take its QEMU over if it still runs.</summary>
/// <param name="IsToRun">It was active when its CEC ended: when its QEMU runs no more it boots again.</param>
internal sealed record AdoptMachine(bool IsToRun);

/// <summary>From a machine that ends.</summary>
/// <param name="Origin">Whether it has gone on from its image.</param>
/// <param name="HasRun">Its processors ran, or were held because its VIOS was interrupted: its start did not fail.</param>
internal sealed record MachineEnded(string Reason, MachineOrigin? Origin, bool HasRun);
