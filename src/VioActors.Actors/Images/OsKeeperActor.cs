using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Memory;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// Keeps the operating systems of a CEC's partitions: produces images, boots partitions on them, moves partitions from one to another and
/// back (OSI-2 to OSI-6). One for each PHYP, made and supervised by it.
/// <para>A partition: not booted → being booted → runs on an image ⇄ being moved; with its end: not booted. One operation for a partition
/// at a time; others are refused with the reason.</para>
/// Which image a partition runs on is recorded in the catalog of the cluster; a partition that is activated and has a record boots from
/// that.
/// </summary>
internal sealed partial class OsKeeperActor : ReceiveActor
{
    /// <summary>How often a partition that is activated is tried to boot from the image of its record.</summary>
    private const int RecordedBootsMax = 30;

    private readonly CecId _cec;
    private readonly OsPorts? _ports;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<PartitionId, IActorRef> _lpars = [];
    private readonly Dictionary<PartitionId, RunningOs> _running = [];
    private readonly HashSet<PartitionId> _busy = [];
    private readonly Dictionary<PartitionId, int> _bootsLeft = [];
    private readonly IActorRef _self = Context.Self;
    private readonly PoolName? _pool;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>No image is made before what is left of former productions is gone.</summary>
    private Task _cleaned = Task.CompletedTask;

    public OsKeeperActor(CecId cec, IActorRef memory, ImageEnvironment? environment, TimeProvider time)
    {
        (_cec, _pool) = (cec, environment?.Pool);
        _ports = environment is null
            ? null
            : new OsPorts(memory, environment.ViosDb, environment.Ids, time, $"{cec}", environment.StepLimit);
        Receive<AttachLpar>(Attach);
        Receive<Terminated>(Forget);
        Receive<IOsMessage>(_ => _ports is null, _ =>
            Sender.Tell(new Rejected(RejectionCode.WrongStatus, $"{cec} has no operating-system images.")));
        Receive<WriteOsMedium>(write => Answer(async () =>
        {
            await OsMediumStore.WriteAsync(_ports!, write.Lu, write.Text).ConfigureAwait(false);
            return Ok.Instance;
        }));
        Receive<CreateImage>(create => Answer(async () =>
        {
            await _cleaned.ConfigureAwait(false);
            return new ImageMade(
                await new ImageProduction(_ports!, create.Name, create.Pool).CreateAsync(create.Medium, create.Kind).ConfigureAwait(false));
        }));
        Receive<CopyImage>(Copy);
        Receive<DeleteImage>(Delete);
        Receive<BootOs>(boot => Boot(boot, Sender));
        Receive<BootRecorded>(recorded =>
        {
            if (recorded.Uses is not { } uses)
                return;
            var own = uses.Where(use => use.Cec == _cec && use.Client == recorded.Client && !_busy.Contains(use.Client)).ToList();
            if (own.Count == 0)
                _bootsLeft.Remove(recorded.Client);
            foreach (var use in own)
                Boot(new BootOs(use.Client, use.Image, use.Shared, use.Changes, use.Applications), ActorRefs.Nobody);
        });
        Receive<Booted>(booted =>
        {
            _busy.Remove(booted.Client);
            if (booted.Running is { } running)
                _running[booted.Client] = running;
            else
                _log.Warning("Partition {0} does not boot: {1}", booted.Client, booted.Problem);
            Settle(booted.Client);
            booted.Asker.Tell(booted.Running is null ? new Rejected(RejectionCode.WrongStatus, booted.Problem) : Ok.Instance);
        });
        Receive<ReplaceOs>(Replace);
        Receive<RollBackOs>(RollBack);
        Receive<ChangeOs>(Change);
        Receive<OperationEnded>(ended =>
        {
            _busy.ExceptWith(ended.Clients);
            foreach (var client in ended.Clients)
                Settle(client);
            ended.Asker.Tell(ended.Reply);
        });
        Receive<GetOsReport>(_ => ReportAsync().PipeTo(Sender));
        Receive<OsPageLost>(GoBack);
        Receive<PartitionContinued>(_ => { });
        Receive<IReply>(_ => { });
        Receive<OsStarted>(_ => { });
    }

    protected override void PreStart()
    {
        if (_ports is { } ports && _pool is { } pool)
            _cleaned = ImageWorkspace.CleanAsync(ports, pool, line => _log.Info("Images of {0}: {1}.", _cec, line), _stopping.Token);
    }

    protected override void PostStop() => _stopping.Cancel();

    private void Attach(AttachLpar attach)
    {
        var client = attach.Client;
        if (!_lpars.TryGetValue(client, out var known) || !known.Equals(Sender))
        {
            _lpars[client] = Sender;
            _bootsLeft[client] = RecordedBootsMax;
            Context.Watch(Sender);
            Settle(client);
        }

        if (_ports is not { } ports || _running.ContainsKey(client) || _busy.Contains(client)
            || _bootsLeft.GetValueOrDefault(client) == 0)
            return;

        // It announces itself again and again: what could not be found out, or did not boot, is tried again then.
        _bootsLeft[client]--;
        ports.ViosDb.Ask<ImagesFound>(new GetImages(), ports.StepLimit).PipeTo(
            _self, success: found => new BootRecorded(client, OfGuests(found)), failure: _ => new BootRecorded(client, null));
    }

    /// <summary>Uses of images that built-in guests run on; virtual machines of images go on by themselves.</summary>
    private static ValueList<OsUse> OfGuests(ImagesFound found) => found.Uses.Where(use => found.Images.Any(image =>
        image.Name == use.Image && image.Kind != ImageKind.Machine)).ToValueList();

    private void Forget(Terminated ended)
    {
        foreach (var (client, _) in _lpars.Where(lpar => lpar.Value.Equals(ended.ActorRef)).ToList())
        {
            _lpars.Remove(client);
            Settle(client);
        }
    }

    /// <summary>
    /// What a partition that has ended ran on goes with it, also when the next one has begun before its end was told. While an operation
    /// has it, that ends first.
    /// </summary>
    private void Settle(PartitionId client)
    {
        if (_busy.Contains(client) || !_running.TryGetValue(client, out var running)
            || (_lpars.TryGetValue(client, out var lpar) && lpar.Equals(running.Lpar)))
            return;
        _running.Remove(client);
        running.Memory.Pool.Switch(running.Memory, null);
        running.Memory.Pool.Discard(running.Version.Segment);
        if (running.Former is { } former)
            running.Memory.Pool.Discard(former.Segment);
    }

    private void Copy(CopyImage copy) => Answer(async () =>
    {
        await _cleaned.ConfigureAwait(false);
        var source = await _ports!.EntryAsync(copy.Source).ConfigureAwait(false);
        if (source.Kind == ImageKind.Machine)
            throw new OsStepException($"Image '{copy.Source}' is of a virtual machine, whose memory cannot be copied; make another one.");
        var found = await _ports.AskAsync<Domain.LogicalUnits.LuFound>(
            _ports.ViosDb, new Domain.LogicalUnits.GetLu(source.Lu), "the image's LU").ConfigureAwait(false);
        return new ImageMade(
            await new ImageProduction(_ports, copy.Name, found.Identity.Pool).CopyAsync(source, copy.Kind).ConfigureAwait(false));
    });

    private void Delete(DeleteImage delete) => Answer(async () =>
    {
        var entry = await _ports!.EntryAsync(delete.Name).ConfigureAwait(false);
        if (await _ports.AskAsync<IReply>(_ports.ViosDb, new ForgetImage(delete.Name), "the catalog of images").ConfigureAwait(false)
            is Rejected refused)
            return refused;
        await _ports.AskAsync<IReply>(_ports.Memory, new CloseLayer(delete.Name), "its place in the pool").ConfigureAwait(false);
        await OsMediumStore.DeleteAsync(_ports, entry.Lu).ConfigureAwait(false);
        return Ok.Instance;
    });

    /// <summary>Does something that no partition's state hangs on, and answers.</summary>
    private void Answer(Func<Task<IReply>> work)
    {
        RunAsync().PipeTo(Sender);

        async Task<IReply> RunAsync()
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is OsStepException or FormatException or OperationCanceledException)
            {
                return new Rejected(RejectionCode.WrongStatus, fault.Message);
            }
        }
    }

    private async Task<OsReport> ReportAsync()
    {
        var asked = _running.Values.OrderBy(running => running.Client).Select(async running =>
        {
            OsGuestFigures? figures = null;
            try
            {
                figures = (await running.Lpar.Ask<GuestOsReport>(GetGuestOs.Instance, TimeSpan.FromSeconds(5))
                    .ConfigureAwait(false)).Figures;
            }
            catch (AskTimeoutException)
            {
                // Shown as a guest that does not answer.
            }

            return new OsPartition(
                running.Client, running.Version.Name, running.Former?.Name ?? "", running.Version.Shared, running.IsSuspended, figures);
        }).ToList();
        return new OsReport((await Task.WhenAll(asked).ConfigureAwait(false)).ToValueList());
    }

    /// <param name="Uses">Null: it could not be found out.</param>
    private sealed record BootRecorded(PartitionId Client, ValueList<OsUse>? Uses) : INoSerializationVerificationNeeded;

    private sealed record Booted(PartitionId Client, RunningOs? Running, string Problem, IActorRef Asker)
        : INoSerializationVerificationNeeded;

    private sealed record OperationEnded(IReadOnlyCollection<PartitionId> Clients, IReply Reply, IActorRef Asker)
        : INoSerializationVerificationNeeded;
}
