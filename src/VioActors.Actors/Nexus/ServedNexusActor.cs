using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Backup;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Nexus;

/// <summary>
/// The serving end of an I_T nexus whose client is in another process; its other end is <see cref="NexusLinkActor"/>. One for each, made
/// and supervised by whom the client asked for it.
/// <para>Opening (logs in here) → Open → stopped, when either end says so, is gone, is silent, or something was lost on the way.</para>
/// Guarantee: commands reach the target in the order in which they were given, each once; after a gap none does, and both sides are told
/// that the nexus is lost. Commands are bounded by what the target allows to be outstanding.
/// </summary>
internal sealed class ServedNexusActor : ReceiveActor, IWithTimers
{
    /// <summary>Longest transfer of one command: it fits into a message.</summary>
    public const int TransferBytesMax = 3 << 20;

    private const int CdbBytesMin = 6;
    private const int CdbBytesMax = 260;
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private readonly IActorRef _client;
    private readonly IActorRef _self = Context.Self;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Task<ServedLogin> _login;
    private ITargetNexus? _nexus;
    private long _commands;
    private long _answers;

    public ServedNexusActor(IActorRef client, Func<INexusSink, Task<ServedLogin>> login)
    {
        _client = client;
        Context.Watch(client);
        _login = login(new Sink(_self));
        _login.PipeTo(_self, success: done => done, failure: cause => new Status.Failure(cause));
        Receive<ServedLogin>(Open);
        Receive<Status.Failure>(failed => RefuseAndStop(failed.Cause.Message));
        Receive<NexusCommand>(Submit);
        Receive<Ended>(Answer);
        Receive<CheckNexus>(Check);
        Receive<ManageNexus>(Manage);
        Receive<EndNexus>(_ => Context.Stop(Self));
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<Silent>(_ => End("its client is silent"));
        Receive<Lost>(lost => End(lost.Reason));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="client">Is told commands' answers.</param>
    /// <param name="login">Makes the nexus here.</param>
    public static Props Props(IActorRef client, Func<INexusSink, Task<ServedLogin>> login) =>
        Akka.Actor.Props.Create(() => new ServedNexusActor(client, login));

    public static NexusOpened Refuse(string reason) =>
        new(false, 0, (int)LoginRefusal.ServiceUnavailable, reason, null);

    public static NexusOpened Describe(NexusLogin login, FabricLogin? fabric, bool isOpen, string? probe = null) =>
        new(isOpen, login.Nexus?.QueueDepthMax ?? 0, (int)login.Refusal, login.Reason, fabric, probe);

    protected override void PostStop()
    {
        if (_nexus is { } nexus)
            nexus.Close("its client is gone");
        else
            _login.ContinueWith(Abandon, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>It was made when nobody wanted it any more.</summary>
    private static void Abandon(Task<ServedLogin> login) => login.Result.Nexus.Nexus?.Close("its client is gone");

    private void Open(ServedLogin login)
    {
        _nexus = login.Nexus.Nexus;
        _client.Tell(Describe(login.Nexus, login.Fabric, isOpen: _nexus is not null, login.Probe));
        if (_nexus is null)
            Context.Stop(Self);
        else
            Timers.StartSingleTimer(nameof(Silent), Silent.Instance, SilenceMax);
    }

    private void RefuseAndStop(string reason)
    {
        _client.Tell(Refuse(reason));
        Context.Stop(Self);
    }

    private void Submit(NexusCommand command)
    {
        if (command.Number != ++_commands || _nexus is not { } nexus)
        {
            End($"{command.Number - _commands} of its commands were lost on the way");
            return;
        }

        if (command.Cdb.Count is < CdbBytesMin or > CdbBytesMax || command.DataIn is < 0 or > TransferBytesMax
            || command.DataOut.Count > TransferBytesMax || !Enum.IsDefined((TaskAttribute)command.Attribute))
        {
            End("its client does not keep to the protocol");
            return;
        }

        nexus.Submit(new WireTask(command.DataOut.Memory, _self)
        {
            LunField = command.Lun,
            Tag = command.Tag,
            Attribute = (TaskAttribute)command.Attribute,
            Cdb = command.Cdb.Memory,
            DataOutSizeBytes = command.DataOut.Count,
            DataInSizeBytes = command.DataIn,
        });
    }

    private void Answer(Ended ended)
    {
        var response = ended.Response;
        using var data = response.DataIn;
        if (data is { SizeBytes: > TransferBytesMax })
        {
            End($"an answer of {data.SizeBytes} bytes is longer than a message may be");
            return;
        }

        _client.Tell(new NexusAnswer(
            ++_answers, ended.Tag, ended.IsAbandoned, (int)response.Status, new FileBytes(response.Sense.Span), data is not null,
            new FileBytes(data is null ? [] : data.Span), response.TransferSizeBytes));
    }

    private void Check(CheckNexus check)
    {
        if (check.Commands != _commands)
        {
            End($"{check.Commands - _commands} of its commands were lost on the way");
            return;
        }

        Timers.StartSingleTimer(nameof(Silent), Silent.Instance, SilenceMax);
        _client.Tell(new NexusChecked(_answers));
    }

    private void Manage(ManageNexus manage)
    {
        if (_nexus is not { } nexus)
            return;
        nexus.ManageAsync((TaskManagementFunction)manage.Function, manage.Lun, manage.Tag, CancellationToken.None).AsTask().PipeTo(
            Sender, success: response => new NexusManaged((int)response),
            failure: _ => new NexusManaged((int)TaskManagementResponse.FunctionRejected));
    }

    private void End(string reason)
    {
        _log.Debug("A nexus of {0} ends: {1}.", _client, reason);

        // Whoever opens it waits for that answer only.
        _client.Tell(_nexus is null ? Refuse(reason) : new EndNexus(reason));
        Context.Stop(Self);
    }

    private sealed record Ended(uint Tag, ScsiResponse Response, bool IsAbandoned) : INoSerializationVerificationNeeded;

    private sealed record Lost(string Reason);

    private sealed record Silent
    {
        public static Silent Instance { get; } = new();
    }

    private sealed class Sink(IActorRef server) : INexusSink
    {
        public void NexusLost(string reason) => server.Tell(new Lost(reason), ActorRefs.NoSender);
    }

    /// <summary>A command whose bytes came with it.</summary>
    private sealed class WireTask(ReadOnlyMemory<byte> dataOut, IActorRef server) : ScsiTask
    {
        private int _ended;

        public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
            new(TransferBuffer.CopyOf(dataOut.Span[..sizeBytes]));

        public override void Complete(ScsiResponse response)
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                throw new InvalidOperationException($"The command with tag {Tag} was ended twice.");
            server.Tell(new Ended(Tag, response, false), ActorRefs.NoSender);
        }

        public override void Abandon()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                server.Tell(new Ended(Tag, ScsiResponse.Of(Scsi.ScsiStatus.TaskAborted), true), ActorRefs.NoSender);
        }
    }
}

/// <summary>How a login at the serving end went.</summary>
/// <param name="Fabric">Of a virtual port; else null.</param>
/// <param name="Probe">As in <see cref="NexusOpened"/>.</param>
internal sealed record ServedLogin(NexusLogin Nexus, FabricLogin? Fabric, string? Probe = null) : INoSerializationVerificationNeeded;
