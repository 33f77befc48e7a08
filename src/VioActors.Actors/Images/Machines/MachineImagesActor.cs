using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// Keeps the images of a CEC's virtual machines (OSI-8): makes them, defines machines of them, deletes them. One for each CEC that runs
/// machines, made and supervised by it.
/// <para>Cleaning (after a start) → Idle ⇄ Working. One thing at a time; a bounded number of others waits.</para>
/// Who uses an image is in the catalog of the cluster: a machine does from its definition until its QEMU ends after its first activation,
/// since it boots from its own disk then.
/// </summary>
internal sealed class MachineImagesActor : ReceiveActor, IWithTimers
{
    private const int WaitingMax = 256;

    private static readonly TimeSpan CleanAgainInterval = TimeSpan.FromSeconds(2);

    private readonly CecId _cec;
    private readonly IActorRef _phyp;
    private readonly MachineEnvironment _environment;
    private readonly OsPorts _ports;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<(IMachineImageCommand Command, IActorRef Asker)> _waiting = [];
    private bool _isWorking = true;

    public MachineImagesActor(CecId cec, IActorRef phyp, MachineEnvironment environment, ImageEnvironment images)
    {
        (_cec, _phyp, _environment) = (cec, phyp, environment);
        _ports = new OsPorts(ActorRefs.Nobody, images.ViosDb, images.Ids, environment.Time, $"{cec}", images.StepLimit);
        Receive<IMachineImageCommand>(Take);
        Receive<WorkEnded>(ended =>
        {
            if (ended.Reply is Rejected refused)
                _log.Warning("{0}", refused.Reason);
            ended.Asker.Tell(ended.Reply);
            _isWorking = false;
            BeginNext();
        });
        Receive<Clean>(_ => CleanAsync().PipeTo(Self, failure: cause => new Cleaned([], cause.Message)));
        Receive<Cleaned>(cleaned =>
        {
            foreach (var line in cleaned.Lines)
                _log.Info("Images of machines: {0}.", line);
            if (cleaned.Problem.Length > 0)
                Timers.StartSingleTimer(nameof(Clean), Clean.Instance, CleanAgainInterval);
            if (cleaned.Problem.Length > 0)
                return;
            _isWorking = false;
            BeginNext();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Clean.Instance);

    protected override void PostStop() => _stopping.Cancel();

    private void Take(IMachineImageCommand command)
    {
        if (_waiting.Count == WaitingMax)
        {
            Sender.Tell(new Rejected(RejectionCode.Busy, $"{WaitingMax} commands for images of machines wait already; try again."));
            return;
        }

        _waiting.Enqueue((command, Sender));
        BeginNext();
    }

    private void BeginNext()
    {
        if (_isWorking || !_waiting.TryDequeue(out var next))
            return;
        _isWorking = true;
        var asker = next.Asker;
        WorkAsync(next.Command).PipeTo(
            Self, success: reply => new WorkEnded(reply, asker),
            failure: cause => new WorkEnded(new Rejected(RejectionCode.WrongStatus, cause.Message), asker));
    }

    private async Task<IReply> WorkAsync(IMachineImageCommand command)
    {
        switch (command)
        {
            case CreateMachineImage create:
                return new ImageMade(await new MachineImageProduction(_ports, _phyp, _cec, _environment)
                    .RunAsync(create, _stopping.Token).ConfigureAwait(false));
            case DefineFromImage define:
                return new PartitionReply(await new MachineOfImage(_ports, _phyp, _cec, _environment.Settings)
                    .DefineAsync(define).ConfigureAwait(false));
            case DeleteMachineImage delete:
                return await DeleteAsync(delete.Name).ConfigureAwait(false);
            case MachineNotActive { Machine.Origin.HasLeft: true } ended:
                return await _ports.AskAsync<IReply>(
                    _ports.ViosDb, new ForgetOsUse(_cec, ended.Machine.Client), "who uses the image").ConfigureAwait(false);
            default:
                return Ok.Instance;
        }
    }

    private async Task<IReply> DeleteAsync(string name)
    {
        var entry = await _ports.EntryAsync(name).ConfigureAwait(false);
        var reply = await _ports.AskAsync<IReply>(_ports.ViosDb, new ForgetImage(name), "the catalog of images").ConfigureAwait(false);
        if (reply is Rejected)
            return reply;
        await new MachineImageCleaning(_ports, _phyp, _cec, _environment.Settings)
            .RemoveAsync(new MachineImageFolder(_environment.Settings, entry.Lu)).ConfigureAwait(false);
        return Ok.Instance;
    }

    private async Task<Cleaned> CleanAsync() => new(
        await new MachineImageCleaning(_ports, _phyp, _cec, _environment.Settings).RunAsync().ConfigureAwait(false), "");

    private sealed record WorkEnded(IReply Reply, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record Cleaned(IReadOnlyList<string> Lines, string Problem) : INoSerializationVerificationNeeded;

    private sealed record Clean
    {
        public static Clean Instance { get; } = new();
    }
}
