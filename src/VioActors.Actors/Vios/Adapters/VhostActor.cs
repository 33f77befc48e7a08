using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Clients;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// One virtual SCSI server adapter with the target devices behind it. One for each adapter, made and supervised by
/// <see cref="AdaptersActor"/>; makes one
/// <see cref="VsaActor"/> an I_T nexus.
/// <para>A login runs: record at the daemon → attach every LU → record that they are open → make the nexus → answer. Only then can the
/// client send a command (ID-1, ID-6).</para>
/// Guarantee: a nexus reaches the devices of this adapter and no others (STO-8). A second login of the same initiator port takes over
/// from the first. What nexuses of the same initiator held that its transport has let go of is released before.
/// </summary>
internal sealed partial class VhostActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Several units are opened one after the other.</summary>
    private static readonly TimeSpan UseLimit = TimeSpan.FromSeconds(25);

    private readonly AdapterName _name;
    private readonly VhostPorts _ports;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<VtdName, VirtualDisk> _disks = [];
    private readonly Dictionary<(string Name, ulong Qualifier), IActorRef> _nexuses = [];
    private ServerAdapter _adapter;
    private IReadOnlyList<VirtualTargetDevice> _devices;
    private readonly AdapterCopyTargets _copyTargets = new();
    private DiskSet _diskSet = DiskSet.Empty;
    private readonly List<(NexusIdentity Identity, NexusLife Life)> _lives = [];
    private long _nexusCount;

    /// <summary>Logins that run, of this life of the actor.</summary>
    private readonly HashSet<NexusRequested> _logins = new(ReferenceEqualityComparer.Instance);

    public VhostActor(ServerAdapter adapter, IReadOnlyList<VirtualTargetDevice> devices, VhostPorts ports)
    {
        _name = adapter.Name;
        _adapter = adapter;
        _devices = devices;
        _ports = ports;
        Receive<VhostChanged>(Change);
        Receive<NexusRequested>(request =>
        {
            _logins.Add(request);
            LogIn(request, Sender, TakePrepared(request.Initiator));
        });
        Receive<LoginRecorded>(Complete);
        ReceivePreparing();
        Receive<DevicesAttached>(Replace);
        Receive<AttachAgain>(_ => AttachForNexuses());
        Receive<ResetUnits>(reset => ResetAsync(reset, _diskSet).PipeTo(
            Sender, failure: _ => new TaskManaged(TaskManagementResponse.FunctionRejected)));
        Receive<TellNexuses>(Raise);
        Receive<Terminated>(Lose);
        Receive<Status.Failure>(failure => _log.Error(failure.Cause, "Work of {0} failed.", _adapter.Name));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new VhostBegun(_adapter.Name));
    }

    protected override void PostStop()
    {
        foreach (var disk in _disks.Values)
            disk.Retire();
    }

    /// <summary>Each login ends, and is answered, whatever fails in it.</summary>
    private void LogIn(NexusRequested request, IActorRef transport, Task<RecordedClient>? prepared) =>
        LoginAsync(request, transport, _adapter, _devices, prepared).PipeTo(
            Self, failure: cause => new LoginRecorded(request, transport, Refused(LoginRefusal.ServiceUnavailable, cause.Message)));

    private async Task<LoginRecorded> LoginAsync(
        NexusRequested request, IActorRef transport, ServerAdapter adapter, IReadOnlyList<VirtualTargetDevice> devices,
        Task<RecordedClient>? prepared)
    {
        if (prepared is not null && await prepared.ConfigureAwait(false) is { Identity: not null } ready)
            return new LoginRecorded(request, transport, ready);
        var record = new RecordClientLogin(adapter.Name, adapter.Slot, request.Initiator.Name);
        return new LoginRecorded(request, transport, await RecordAsync(record, devices).ConfigureAwait(false));
    }

    /// <summary>The steps of a login that ask others. Safe to repeat.</summary>
    private async Task<RecordedClient> RecordAsync(RecordClientLogin record, IReadOnlyList<VirtualTargetDevice> devices)
    {
        try
        {
            // Who it is, is known: both are asked for at the same time.
            var attaching = record.Client is null ? null : AttachUnitsAsync(devices);
            var recorded = await _ports.Daemon.Ask<ClientLoginAnswer>(record, StepLimit).ConfigureAwait(false);
            if (recorded.Identity is null)
                return Refused(recorded.Refusal, recorded.Reason);
            var units = await (attaching ?? AttachUnitsAsync(devices)).ConfigureAwait(false);
            var attached = await OpenAsync(units).ConfigureAwait(false);
            return attached.Problem is { } problem
                ? Refused(LoginRefusal.ServiceUnavailable, problem)
                : new RecordedClient(recorded.Identity, attached, LoginRefusal.None, "");
        }
        catch (AskTimeoutException)
        {
            return Refused(LoginRefusal.ServiceUnavailable, $"recording the login took longer than {StepLimit}");
        }
    }

    private static RecordedClient Refused(LoginRefusal refusal, string reason) => new(null, new([], [], null), refusal, reason);

    private async Task<DevicesAttached> AttachAsync(IReadOnlyList<VirtualTargetDevice> devices) =>
        await OpenAsync(await AttachUnitsAsync(devices).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<DevicesAttached> AttachUnitsAsync(IReadOnlyList<VirtualTargetDevice> devices)
    {
        var units = new List<AttachedDevice>();
        string? problem = null;
        var answers = await Task.WhenAll(devices.Select(device =>
            _ports.LogicalUnits.Ask<object>(new AttachLu(device.Lu), StepLimit))).ConfigureAwait(false);
        foreach (var (device, answer) in devices.Zip(answers))
        {
            if (answer is LuAttached attached)
            {
                await attached.Unit.Medium.WhenLoadedAsync().ConfigureAwait(false);
                units.Add(new AttachedDevice(device, attached));
            }
            else
                problem ??= answer is LuNotAttached not ? not.Reason : $"LU {device.LuName} is not served";
        }

        return new DevicesAttached(devices, units, problem);
    }

    /// <summary>The DB knows who has each unit open before a command reaches it; what another client has is left out (STO-7).</summary>
    private async Task<DevicesAttached> OpenAsync(DevicesAttached attached)
    {
        var units = attached.Units.Select(unit => unit.Device.Lu).ToList();
        var recorded = await _ports.Daemon.Ask<UseRecorded>(new RecordUse(_name, units), UseLimit).ConfigureAwait(false);
        return recorded.Refused.Count == 0 ? attached : attached with
        {
            Units = [.. attached.Units.Where(unit => !recorded.Refused.ContainsKey(unit.Device.Lu))],
            Problem = attached.Problem ?? recorded.Refused.Values.First(),
        };
    }

    /// <summary>SAM-5 clause 6.3.3: every task of every nexus ends, and the units are reset, at every VIOS.</summary>
    private static async Task<TaskManaged> ResetAsync(ResetUnits reset, DiskSet disks)
    {
        var done = true;
        foreach (var disk in disks.Disks.OfType<VirtualDisk>().Where(disk => reset.Lun is null || disk.Lun == reset.Lun))
            done &= await disk.Lu.Unit.ResetAsync(CancellationToken.None).ConfigureAwait(false) == BackendResult.Ok;
        return new TaskManaged(done ? TaskManagementResponse.FunctionComplete : TaskManagementResponse.FunctionRejected);
    }

    private void Raise(TellNexuses tell)
    {
        foreach (var disk in _disks.Values.Where(disk => (!tell.ThinOnly || !disk.Lu.Identity.Thick)
            && tell.OnVolumes?.Any(disk.Lu.Access.IsOn) != false))
            disk.Server.RaiseUnitAttention(tell.Code);
    }

    private void Complete(LoginRecorded login)
    {
        var (initiator, client) = (login.Request.Initiator, login.Client);
        if (client.Identity is not { } identity)
        {
            _log.Warning("{0} refused a login of {1}: {2}.", _adapter.Name, initiator.Name, client.Reason);
            login.Transport.Tell(new NexusLogin(null, client.Refusal, client.Reason));
            _logins.Remove(login.Request);
            LogOutWhenUnused();
            return;
        }

        if (!ReferenceEquals(client.Attached.Devices, _devices))
        {
            // The mappings changed while the login ran: it begins again, so that the nexus reaches those of now (STO-8). Recording is
            // safe to repeat.
            _logins.Add(login.Request);
            LogIn(login.Request, login.Transport, null);
            return;
        }

        if (!login.HasWaited && FindLeaving(initiator.Name) is { IsCompleted: false } leaving)
        {
            WaitAsync(leaving, login).PipeTo(Self);
            return;
        }

        _logins.Remove(login.Request);
        Adopt(client.Attached);
        var key = (initiator.Name, initiator.Qualifier);
        if (_nexuses.Remove(key, out var former))
            former.Tell(new CloseNexus("the initiator logged in again"));
        var (sink, life, disks) = (login.Request.Sink, new NexusLife(), _diskSet);
        var (port, depth) = (_ports.RelativePort, _ports.QueueDepthMax);
        var nexus = Context.ActorOf(
            NexusDispatcher.On(Props.Create(() => new VsaActor(initiator, sink, life, disks, port, depth)), Context.System),
            $"nexus-{++_nexusCount}");
        Context.Watch(nexus);
        _nexuses[key] = nexus;
        _lives.Add((new NexusIdentity(initiator.Name, initiator.Qualifier, port), life));
        _log.Info(
            "{0}: {1} logged in from {2} as client {3}, adapter {4}.",
            _adapter.Name, initiator.Name, initiator.Address, identity.ClientId, identity.AdapterId);
        login.Transport.Tell(new NexusLogin(new VsaNexus(nexus, life, _ports.QueueDepthMax), LoginRefusal.None, ""));
    }

    /// <summary>Nexuses of an initiator that it has lost or logged out, and that units hold something for still.</summary>
    private Task FindLeaving(string initiator)
    {
        _lives.RemoveAll(known => known.Life.Detached.IsCompleted);
        return Task.WhenAll(_lives
            .Where(known => known.Life.IsClosing && known.Identity.InitiatorName == initiator
                && _disks.Values.Any(disk => disk.Server.IsHeldBy(known.Identity)))
            .Select(known => known.Life.Detached));
    }

    /// <summary>A unit that cannot be asked does not keep its client out for longer.</summary>
    private static async Task<LoginRecorded> WaitAsync(Task leaving, LoginRecorded login)
    {
        await leaving.WaitAsync(StepLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return login with { HasWaited = true };
    }

    private void Change(VhostChanged change)
    {
        // Any change at the VIOS is told to each of its adapters: those that it does not concern have nothing to ask the DB.
        if (change.Adapter == _adapter && change.Devices.SequenceEqual(_devices))
            return;
        _adapter = change.Adapter;
        _devices = change.Devices;
        AttachForNexuses();
    }

    private void AttachForNexuses()
    {
        var devices = _devices;
        if (_nexuses.Count > 0)
        {
            AttachAsync(devices).PipeTo(
                Self, success: attached => attached, failure: cause => new DevicesAttached(devices, [], cause.Message));
        }
    }

    private void Replace(DevicesAttached attached)
    {
        // A later change has asked for its own devices.
        if (!ReferenceEquals(attached.Devices, _devices))
            return;
        if (attached.Problem is { } problem)
        {
            _log.Warning("{0} does not serve every device: {1}. It is tried again.", _adapter.Name, problem);
            Timers.StartSingleTimer(nameof(AttachAgain), AttachAgain.Instance, RetryInterval);
        }

        Adopt(attached);
        foreach (var nexus in _nexuses.Values)
            nexus.Tell(new DisksReplaced(_diskSet));
    }

    /// <summary>Devices that went or changed lose their device server, new ones get one; one that cannot be attached now keeps
    /// it.</summary>
    private void Adopt(DevicesAttached attached)
    {
        foreach (var (name, disk) in _disks.ToList())
        {
            if (!attached.Devices.Contains(disk.Device))
                Drop(name);
        }

        foreach (var unit in attached.Units)
        {
            var known = _disks.GetValueOrDefault(unit.Device.Name);
            if (known is not null && known.Device == unit.Device && known.Lu.Attachment.Equals(unit.Lu.Attachment))
                continue;
            Drop(unit.Device.Name);
            _disks[unit.Device.Name] = VirtualDisk.Of(_adapter, unit.Device, unit.Lu, _ports, _copyTargets);
            Context.Watch(unit.Lu.Attachment);
        }

        Publish();
    }

    private void Publish()
    {
        _diskSet = new DiskSet(_disks.Values);
        _copyTargets.Replace(_disks.Values);
    }

    private void Drop(VtdName name)
    {
        if (_disks.Remove(name, out var disk))
            disk.Retire();
    }

    /// <summary>A nexus ended; or an attachment did: the disks over it are void, and are attached again.</summary>
    private void Lose(Terminated ended)
    {
        var isVoid = false;
        foreach (var name in _disks.Where(disk => disk.Value.Lu.Attachment.Equals(ended.ActorRef)).Select(disk => disk.Key).ToList())
        {
            isVoid = true;
            Drop(name);
        }

        if (!isVoid)
        {
            Forget(ended.ActorRef);
            return;
        }

        Publish();
        AttachForNexuses();
    }

    private void Forget(IActorRef nexus)
    {
        foreach (var (key, known) in _nexuses)
        {
            if (!known.Equals(nexus))
                continue;
            _nexuses.Remove(key);
            break;
        }

        LogOutWhenUnused();
    }

    /// <summary>Not while a login runs: it is recorded already, and a logout after it would undo that.</summary>
    private void LogOutWhenUnused()
    {
        if (_nexuses.Count == 0 && _logins.Count == 0 && _prepared is null)
            _ports.Daemon.Tell(new RecordClientLogout(_adapter.Name, _adapter.Slot));
    }

    /// <summary>The steps of a login ended.</summary>
    /// <param name="HasWaited">Former nexuses of the initiator had their time to end.</param>
    private sealed record LoginRecorded(NexusRequested Request, IActorRef Transport, RecordedClient Client, bool HasWaited = false)
        : INoSerializationVerificationNeeded;

    /// <param name="Identity">Null: the login is refused.</param>
    private sealed record RecordedClient(ClientIdentified? Identity, DevicesAttached Attached, LoginRefusal Refusal, string Reason);

    private sealed record AttachedDevice(VirtualTargetDevice Device, LuAttached Lu);

    /// <summary>Which of the devices are attached, and why not all of them.</summary>
    private sealed record DevicesAttached(IReadOnlyList<VirtualTargetDevice> Devices, IReadOnlyList<AttachedDevice> Units,
        string? Problem)
        : INoSerializationVerificationNeeded;

    private sealed record AttachAgain
    {
        public static AttachAgain Instance { get; } = new();
    }
}
