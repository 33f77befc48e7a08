using Akka.Actor;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Backup;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Scsi;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Nexus;

/// <summary>
/// The client's end of an I_T nexus at a target in another process; its other end is <see cref="ServedNexusActor"/>. One for each, made
/// and supervised by <see cref="NexusLinksActor"/>.
/// <para>Opening → Open → Ending (hands back what was told meanwhile) → stopped.</para>
/// Guarantee: every command is answered or abandoned once, and none after the end of the nexus. A message that is lost between the
/// processes ends the nexus within seconds; nothing is sent twice.
/// </summary>
internal sealed class NexusLinkActor : ReceiveActor, IWithTimers
{
    private const int ChecksMissedMax = 10;
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly OpenLink _open;
    private readonly IActorRef _asker;
    private readonly NexusLife _life = new();
    private readonly Dictionary<uint, LinkedTask> _tasks = [];
    private IActorRef _server = ActorRefs.Nobody;
    private bool _isOpen;
    private long _commands;
    private long _answers;
    private int _checksMissed;

    public NexusLinkActor(OpenLink open, IActorRef asker)
    {
        (_open, _asker) = (open, asker);
        Receive<NexusOpened>(Take);
        Receive<EndNexus>(ended => Refuse(LoginRefusal.ServiceUnavailable, ended.Reason));
        Receive<Overdue>(_ => Refuse(LoginRefusal.ServiceUnavailable, $"there is no answer within {_open.Limit}"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _open.Target.Tell(_open.Question, Self);
        Timers.StartSingleTimer(nameof(Overdue), Overdue.Instance, _open.Limit);
    }

    protected override void PostStop()
    {
        _life.End();
        foreach (var task in _tasks.Values)
            task.Abandon();
        if (_isOpen)
            _open.Sink.NexusLost("its actor stopped");
    }

    private void Take(NexusOpened opened)
    {
        if (!opened.IsOpen)
        {
            var refusal = (LoginRefusal)opened.Refusal;
            Refuse(Enum.IsDefined(refusal) && refusal != LoginRefusal.None ? refusal : LoginRefusal.ServiceUnavailable, opened.Reason);
            return;
        }

        _server = Sender;
        _isOpen = true;
        Context.Watch(_server);
        Become(Open);
        Timers.Cancel(nameof(Overdue));
        Timers.StartPeriodicTimer(nameof(Overdue), Overdue.Instance, CheckInterval);
        var nexus = new LinkNexus(Self, _life, Math.Max(1, opened.QueueDepthMax));
        _asker.Tell(new LinkOpened(new NexusLogin(nexus, LoginRefusal.None, ""), opened.Login, opened.Probe));
    }

    private void Refuse(LoginRefusal refusal, string reason)
    {
        _asker.Tell(new LinkOpened(new NexusLogin(null, refusal, reason), null));
        Context.Stop(Self);
    }

    private void Open()
    {
        ReceiveAsync<LinkedTask>(SubmitAsync);
        Receive<NexusAnswer>(Answer);
        Receive<Overdue>(_ =>
        {
            if (_checksMissed++ == ChecksMissedMax)
                End($"its target has not answered for {CheckInterval * ChecksMissedMax}");
            else
                _server.Tell(new CheckNexus(_commands));
        });
        Receive<NexusChecked>(check =>
        {
            _checksMissed = 0;
            if (check.Answers != _answers)
                End($"{check.Answers - _answers} of its answers were lost on the way");
        });
        Receive<ManageNexus>(_server.Forward);
        Receive<EndNexus>(ended => End(ended.Reason));
        Receive<Terminated>(_ => End("its target is gone"));
    }

    /// <summary>One after the other: the order in which they are given is kept.</summary>
    private async Task SubmitAsync(LinkedTask linked)
    {
        var task = linked.Task;
        if (task.DataOutSizeBytes > ServedNexusActor.TransferBytesMax || task.DataInSizeBytes > ServedNexusActor.TransferBytesMax
            || !_tasks.TryAdd(task.Tag, linked))
        {
            linked.Complete(new ScsiResponse(
                ScsiStatus.CheckCondition, new SenseData(SenseCodes.InvalidFieldInCdb).Encode(descriptor: false), null, 0));
            return;
        }

        try
        {
            var data = new FileBytes([]);
            if (task.DataOutSizeBytes > 0)
            {
                using var buffer = await task.ReceiveDataOutAsync((int)task.DataOutSizeBytes, CancellationToken.None);
                data = new FileBytes(buffer.Span);
            }

            _server.Tell(new NexusCommand(
                ++_commands, task.LunField, task.Tag, (int)task.Attribute, new FileBytes(task.Cdb.Span), data, task.DataInSizeBytes));
        }
        catch (OperationCanceledException)
        {
            _tasks.Remove(task.Tag);
        }
    }

    private void Answer(NexusAnswer answer)
    {
        if (answer.Number != ++_answers)
        {
            End($"{answer.Number - _answers} of its answers were lost on the way");
            return;
        }

        if (!_tasks.Remove(answer.Tag, out var linked))
            return;
        if (answer.IsAbandoned)
            linked.Abandon();
        else
            linked.Complete(new ScsiResponse(
                (ScsiStatus)answer.Status, answer.Sense.Memory,
                answer.HasData ? TransferBuffer.CopyOf(answer.Data.Memory.Span) : null, answer.TransferSize));
    }

    /// <summary>
    /// What was told before its life ended is in the mailbox before the mark; what is told later is given up by who tells it.
    /// </summary>
    private void End(string reason)
    {
        _life.End();
        _isOpen = false;
        Timers.CancelAll();
        _server.Tell(new EndNexus(reason));
        foreach (var task in _tasks.Values)
            task.Abandon();
        _tasks.Clear();
        _open.Sink.NexusLost(reason);
        Become(() =>
        {
            Receive<LinkedTask>(late => late.Abandon());
            Receive<Mark>(_ => Context.Stop(Self));
            ReceiveAny(_ => { });
        });
        Self.Tell(Mark.Instance);
    }

    private sealed record Overdue
    {
        public static Overdue Instance { get; } = new();
    }

    private sealed record Mark
    {
        public static Mark Instance { get; } = new();
    }
}
