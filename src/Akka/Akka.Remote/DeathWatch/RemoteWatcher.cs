using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Transport;

namespace Akka.Remote;

/// <summary>
/// One per system, <c>/system/remote-watcher</c>. Watches actors of other systems on behalf of all watchers here and exchanges heartbeats
/// with those systems. When one of them falls silent it is shut out (quarantined) and every actor that is watched there counts as stopped.
/// A system that came back as another incarnation is watched anew, which answers for actors that are gone.
/// </summary>
public partial class RemoteWatcher : UntypedActor, IWithTimers
{
    private readonly IFailureDetectorRegistry<Address> _failureDetector;
    private readonly TimeSpan _heartbeatInterval;
    private readonly TimeSpan _reaperInterval;
    private readonly TimeSpan _expectedResponseAfter;
    private readonly IRemoteActorRefProvider _provider;
    private readonly Dictionary<IInternalActorRef, HashSet<IInternalActorRef>> _watching = [];
    private readonly Dictionary<Address, HashSet<IInternalActorRef>> _watcheesByNode = [];
    private readonly Dictionary<Address, int> _uids = [];
    private readonly HashSet<Address> _unreachable = [];

    /// <summary>
    /// The watcher. Heartbeats go out every <paramref name="heartbeatInterval"/>; the detectors are asked every
    /// <paramref name="unreachableReaperInterval"/>; a first answer is taken for granted after
    /// <paramref name="heartbeatExpectedResponseAfter"/>.
    /// </summary>
    public RemoteWatcher(
        IFailureDetectorRegistry<Address> failureDetector,
        TimeSpan heartbeatInterval,
        TimeSpan unreachableReaperInterval,
        TimeSpan heartbeatExpectedResponseAfter)
    {
        _failureDetector = failureDetector;
        _heartbeatInterval = heartbeatInterval;
        _reaperInterval = unreachableReaperInterval;
        _expectedResponseAfter = heartbeatExpectedResponseAfter;
        _provider = RARP.For(Context.System).Provider;
        Log = Context.GetLogger();
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The log.</summary>
    protected ILoggingAdapter Log { get; }

    /// <summary>Systems that fell silent.</summary>
    protected IReadOnlySet<Address> Unreachable => _unreachable;

    /// <inheritdoc />
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(HeartbeatTick), HeartbeatTick.Instance, _heartbeatInterval);
        Timers.StartPeriodicTimer(nameof(ReapUnreachableTick), ReapUnreachableTick.Instance, _reaperInterval);
    }

    /// <inheritdoc />
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HeartbeatTick:
                SendHeartbeats();
                break;
            case Heartbeat:
                Sender.Tell(new HeartbeatRsp(AddressUidExtension.Uid(Context.System)), Self);
                break;
            case HeartbeatRsp answer:
                ReceiveHeartbeatRsp(answer.AddressUid);
                break;
            case ReapUnreachableTick:
                ReapUnreachable();
                break;
            case ExpectedFirstHeartbeat expected:
                TriggerFirstHeartbeat(expected.From);
                break;
            case WatchRemote watch:
                AddWatch(watch.Watchee, watch.Watcher);
                break;
            case UnwatchRemote unwatch:
                RemoveWatch(unwatch.Watchee, unwatch.Watcher);
                break;
            case Terminated terminated:
                ProcessTerminated((IInternalActorRef)terminated.ActorRef, terminated.ExistenceConfirmed, terminated.AddressTerminated);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Begins to watch <paramref name="watchee"/> for <paramref name="watcher"/>.</summary>
    protected virtual void AddWatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watcher.Equals(Self))
            throw new ArgumentException("The remote watcher watches for others only.", nameof(watcher));
        Log.Debug("Watching: [{0} -> {1}]", watcher, watchee);
        if (!_watching.TryGetValue(watchee, out var watchers))
            _watching[watchee] = watchers = [];
        watchers.Add(watcher);
        WatchNode(watchee);
        Context.Watch(watchee);
    }

    /// <summary>The system of <paramref name="watchee"/> is to be observed. A silent one gets another chance.</summary>
    protected virtual void WatchNode(IInternalActorRef watchee)
    {
        var address = watchee.Path.Address;
        if (!_watcheesByNode.ContainsKey(address) && _unreachable.Remove(address))
            _failureDetector.Remove(address);
        if (!_watcheesByNode.TryGetValue(address, out var watchees))
            _watcheesByNode[address] = watchees = [];
        watchees.Add(watchee);
    }

    /// <summary>
    /// Whether this actor exchanges heartbeats with <paramref name="address"/>; another part of the system may do it instead.
    /// </summary>
    protected virtual bool IsObservedHere(Address address) => true;

    /// <summary>Tells all watchers that the system is gone.</summary>
    protected virtual void PublishAddressTerminated(Address address) =>
        AddressTerminatedTopic.Get(Context.System).Publish(new AddressTerminated(address));

    /// <summary>Shuts an incarnation out.</summary>
    protected virtual void Quarantine(Address address, int? addressUid) => _provider.Quarantine(address, addressUid);

    /// <summary>The system is gone, as another part of this one knows: who watches its actors is told.</summary>
    protected void Lose(Address address)
    {
        if (!_watcheesByNode.ContainsKey(address) || !_unreachable.Add(address))
            return;
        PublishAddressTerminated(address);
    }

    /// <summary>This actor observes <paramref name="address"/> from now on, because nobody else does any more.</summary>
    protected void TakeOverResponsibility(Address address)
    {
        if (!_watcheesByNode.ContainsKey(address) || _unreachable.Contains(address))
            return;
        ScheduleFirstHeartbeat(address);
    }

    private void RemoveWatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (!_watching.TryGetValue(watchee, out var watchers) || !watchers.Remove(watcher) || watchers.Count > 0)
            return;
        Log.Debug("Cleanup self watch of [{0}] after last watcher unwatched", watchee.Path);
        Context.Unwatch(watchee);
        Forget(watchee);
    }

    private void ProcessTerminated(IInternalActorRef watchee, bool existenceConfirmed, bool addressTerminated)
    {
        Log.Debug("Watchee terminated: [{0}]", watchee.Path);
        if (_watching.TryGetValue(watchee, out var watchers))
        {
            foreach (var watcher in watchers)
                watcher.SendSystemMessage(new DeathWatchNotification(watchee, existenceConfirmed, addressTerminated));
        }

        Forget(watchee);
    }

    private void Forget(IInternalActorRef watchee)
    {
        _watching.Remove(watchee);
        var address = watchee.Path.Address;
        if (!_watcheesByNode.TryGetValue(address, out var watchees) || !watchees.Remove(watchee) || watchees.Count > 0)
            return;
        Log.Debug("Unwatched last watchee of node: [{0}]", address);
        _watcheesByNode.Remove(address);
        _uids.Remove(address);
        _failureDetector.Remove(address);
    }

    private void SendHeartbeats()
    {
        foreach (var address in _watcheesByNode.Keys)
        {
            if (_unreachable.Contains(address) || !IsObservedHere(address))
                continue;
            if (!_failureDetector.IsMonitoring(address))
                ScheduleFirstHeartbeat(address);
            Context.ActorSelection(new RootActorPath(address) / Self.Path.Elements).Tell(Heartbeat.Instance, Self);
        }
    }

    private void ScheduleFirstHeartbeat(Address address)
    {
        var key = new ExpectedFirstHeartbeat(address);
        if (!Timers.IsTimerActive(key))
            Timers.StartSingleTimer(key, key, _expectedResponseAfter);
    }

    private void TriggerFirstHeartbeat(Address address)
    {
        if (_watcheesByNode.ContainsKey(address) && !_failureDetector.IsMonitoring(address))
            _failureDetector.Heartbeat(address);
    }

    private void ReceiveHeartbeatRsp(int uid)
    {
        var from = Sender.Path.Address;
        if (!_watcheesByNode.ContainsKey(from) || _unreachable.Contains(from))
            return;
        if (!_uids.TryGetValue(from, out var known) || known != uid)
            WatchAgain(from);
        _uids[from] = uid;
        _failureDetector.Heartbeat(from);
    }

    /// <summary>Watches that the system may not know, because it was started after they were sent.</summary>
    private void WatchAgain(Address address)
    {
        foreach (var watchee in _watcheesByNode[address])
            watchee.SendSystemMessage(new Watch(watchee, (IInternalActorRef)Self));
    }

    private void ReapUnreachable()
    {
        foreach (var address in _watcheesByNode.Keys.ToArray())
        {
            if (_unreachable.Contains(address) || !IsObservedHere(address) || _failureDetector.IsAvailable(address))
                continue;
            Log.Warning("Detected unreachable: [{0}]", address);
            Quarantine(address, _uids.TryGetValue(address, out var uid) ? uid : (_provider.Transport as TcpRemoting)?.KnownUid(address));
            PublishAddressTerminated(address);
            _unreachable.Add(address);
        }
    }
}
