using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Dispatching;

/// <summary>
/// Puts virtual processors of partitions onto the physical ones, a window after the other (NPV-3). One for each PHYP, made and supervised
/// by it.
/// <para>Idle (nobody wants a processor: no timer) ⇄ Dispatching (a window at a time).</para>
/// Guarantee: a partition that is held gets no slice; a virtual processor has at most one at a time. Processor time is the guest's account
/// of it.
/// </summary>
internal sealed class DispatcherActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);

    private readonly IActorRef _definitions;
    private readonly TimeProvider _time;
    private readonly TimeSpan _window;
    private readonly DispatchTable _table;
    private readonly Dictionary<PartitionId, IActorRef> _lpars = [];
    private readonly HashSet<VirtualProcessorId> _out = [];
    private readonly HashSet<VirtualProcessorId> _ready = [];
    private readonly HashSet<PartitionId> _held = [];
    private readonly SortedDictionary<PartitionId, string> _refused = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _self = Context.Self;
    private long _windowStart;
    private bool _isIdle = true;

    public DispatcherActor(IActorRef definitions, PhypSettings settings, TimeProvider time)
    {
        (_definitions, _time, _window) = (definitions, time, settings.DispatchWindow);
        _table = new DispatchTable(settings.Processors, settings.DispatchWindow);
        _windowStart = time.GetTimestamp();
        Receive<AttachLpar>(Attach);
        Receive<ProfileFound>(Activate);
        Receive<Terminated>(Forget);
        Receive<Window>(_ => RunWindow());
        Receive<ProdProcessor>(prod => Prod(prod.Processor));
        Receive<EndSlice>(End);
        Receive<ConferProcessor>(confer => Sender.Tell(new HypervisorResult(
            "H_CONFER", _table.Confer(confer.Processor, confer.Target) ? HypervisorReturn.Success : HypervisorReturn.Parameter)));
        Receive<ResetProcessors>(reset => Reset(reset.Client));
        Receive<HoldProcessors>(Hold);
        Receive<AccountProcessorTime>(account => _table.Account(account.Client, account.UsedTicks));
        Receive<GetProcessorFigures>(_ =>
        {
            PassIdleWindows();
            Sender.Tell(Report());
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Attach(AttachLpar attach)
    {
        if (_lpars.TryGetValue(attach.Client, out var known))
        {
            if (known.Equals(Sender))
                return;

            // Its end is told later than the beginning of the next one.
            Leave(attach.Client);
        }

        _lpars[attach.Client] = Sender;
        Context.Watch(Sender);
        var (client, self) = (attach.Client, _self);
        _definitions.Ask<ProfilesReply>(new GetProfiles(), AskLimit).PipeTo(
            self,
            success: reply => new ProfileFound(
                reply.Profiles.FirstOrDefault(profile => profile.Client == client) ?? ProfileDecisions.Default(client)),
            failure: _ => new ProfileFound(ProfileDecisions.Default(client)));
    }

    private void Activate(ProfileFound found)
    {
        var client = found.Profile.Client;
        if (!_lpars.ContainsKey(client))
            return;
        PassIdleWindows();
        if (_table.Activate(found.Profile) is { } reason)
        {
            _refused[client] = reason;
            _log.Error("Not dispatched: {0}.", reason);
            return;
        }

        _refused.Remove(client);
        _table.Hold(client, _held.Contains(client));
    }

    private void Forget(Terminated ended)
    {
        foreach (var (client, _) in _lpars.Where(lpar => lpar.Value.Equals(ended.ActorRef)).ToList())
            Leave(client);
    }

    private void Leave(PartitionId client)
    {
        Reset(client);
        _lpars.Remove(client);
        _refused.Remove(client);
        _table.Deactivate(client);
    }

    private void Reset(PartitionId client)
    {
        _out.RemoveWhere(processor => processor.Partition == client);
        foreach (var processor in _ready.Where(processor => processor.Partition == client).ToList())
        {
            _table.Return(processor, 0);
            _table.Cede(processor);
            _ready.Remove(processor);
        }
    }

    private void Hold(HoldProcessors hold)
    {
        PassIdleWindows();
        if (hold.Held)
            _held.Add(hold.Client);
        else
            _held.Remove(hold.Client);
        _table.Hold(hold.Client, hold.Held);
        if (!hold.Held && _isIdle && _ready.Any(processor => processor.Partition == hold.Client))
            Wake();
    }

    private void Prod(VirtualProcessorId processor)
    {
        if (!_table.Prod(processor))
        {
            Sender.Tell(new HypervisorResult("H_PROD", HypervisorReturn.Resource) { Processor = processor.Number });
            return;
        }

        _ready.Add(processor);
        if (_out.Contains(processor))
            return;
        if (_isIdle)
            Wake();
        else if (_table.RunNow(processor, _window.Ticks - _time.GetElapsedTime(_windowStart).Ticks) is { } slice)
            Give(slice.Processor, slice.Ticks);
    }

    /// <summary>The first window after a rest begins with who ended it.</summary>
    private void Wake()
    {
        PassIdleWindows();
        _isIdle = false;
        Timers.StartPeriodicTimer(nameof(Window), Window.Instance, _window);
        RunWindow();
    }

    /// <summary>Time passes for partitions also while nobody wants a processor of this dispatcher.</summary>
    private void PassIdleWindows()
    {
        if (!_isIdle)
            return;
        var count = _time.GetElapsedTime(_windowStart).Ticks / _window.Ticks;
        _table.PassWindows(count);
        _windowStart += (long)(count * _window.TotalSeconds * _time.TimestampFrequency);
    }

    private void RunWindow()
    {
        _windowStart = _time.GetTimestamp();
        if (!_ready.Any(processor => !_held.Contains(processor.Partition)) && _out.Count == 0)
        {
            _isIdle = true;
            Timers.Cancel(nameof(Window));
            return;
        }

        // A slice that is cut in two by the end of a physical processor is one for the guest.
        var slices = _table.RunWindow(_out.Contains);
        for (var index = 0; index < slices.Count; index++)
        {
            var (processor, ticks) = (slices[index].Processor, slices[index].Ticks);
            if (index + 1 < slices.Count && slices[index + 1].Processor == processor)
                ticks += slices[++index].Ticks;
            Give(processor, ticks);
        }
    }

    private void Give(VirtualProcessorId processor, long ticks)
    {
        if (!_lpars.TryGetValue(processor.Partition, out var lpar))
            return;
        _out.Add(processor);
        lpar.Tell(new RunSlice(processor, ticks));
    }

    private void End(EndSlice end)
    {
        if (!_out.Remove(end.Processor))
            return;
        _table.Return(end.Processor, end.UsedTicks);
        if (end.WantsMore)
            return;
        _table.Cede(end.Processor);
        _ready.Remove(end.Processor);
    }

    private ProcessorFigures Report() => new(
        _table.Processors, _table.SharedProcessors, _table.WindowTicks,
        _table.Partitions.Select(partition => partition.Figures).ToValueList(), _refused.Values.ToValueList());

    private sealed record ProfileFound(PartitionProfile Profile);

    private sealed record Window
    {
        public static Window Instance { get; } = new();
    }
}
