using System.Runtime.CompilerServices;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// A thread on which an asynchronous method runs as long as nothing makes it wait elsewhere, and to which it comes back by
/// <see cref="SwitchTo"/>. Ends with the method. Work that may hang is done while the method stands still (<see cref="FinishWork"/>): a
/// thread that does not come back from it is replaced, and the method goes on on its successor. Thread-safe.
/// </summary>
internal sealed class ConnectionThread
{
    /// <summary>Far more than the path of a command needs; a portal may have hundreds of threads.</summary>
    private const int StackSizeBytes = 512 * 1024;

    private readonly object _gate = new();
    private readonly Func<Task> _method;
    private readonly ThreadWatch _watch;
    private readonly List<CarrierThread> _takenOff = [];
    private volatile CarrierThread _carrier = new();
    private Action? _posted;
    private Action? _afterWork;
    private bool _ended;

    private ConnectionThread(Func<Task> method, ThreadWatch watch) => (_method, _watch) = (method, watch);

    public bool IsCurrent => _carrier.IsCurrent;

    /// <summary>Something waits that <see cref="FinishWork"/> does.</summary>
    public bool HasWork => _carrier.HasWork;

    /// <param name="watch">Notices when it hangs.</param>
    /// <param name="made">Is told the thread before <paramref name="method"/> begins.</param>
    /// <param name="method">Never throws.</param>
    public static void Start(ThreadWatch watch, Action<ConnectionThread> made, Func<Task> method)
    {
        var thread = new ConnectionThread(method, watch);
        made(thread);
        watch.Add(thread);
        StartCarrier(() => thread.Run(thread._carrier, isFirst: true));
    }

    /// <summary>What follows runs on this thread.</summary>
    public Switch SwitchTo() => new(this);

    /// <summary>On this thread: what waits is done before what follows, or by then hangs without it.</summary>
    public Turn FinishWork() => new(this);

    /// <summary>Called by the watch, one at a time.</summary>
    public void Look()
    {
        for (var i = _takenOff.Count - 1; i >= 0; i--)
        {
            if (_takenOff[i].IsOver)
            {
                _takenOff.RemoveAt(i);
            }
            else
            {
                _takenOff[i].SendHeld();
            }
        }
        var carrier = _carrier;
        if (!carrier.TryTakeOff())
        {
            return;
        }
        var successor = new CarrierThread();
        _takenOff.Add(carrier);
        _carrier = successor;
        carrier.LeaveTo(successor);
        StartCarrier(() => Run(successor, isFirst: false));
    }

    private static void StartCarrier(ThreadStart run) =>
        new Thread(run, StackSizeBytes) { IsBackground = true, Name = "iSCSI connection" }.Start();

    private void Run(CarrierThread carrier, bool isFirst)
    {
        carrier.Begin();
        if (isFirst)
        {
            _method().ContinueWith(
                static (_, state) => ((ConnectionThread)state!).End(), this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        while (carrier.Work() && Take() is { } next)
        {
            next();
        }
        carrier.End();
    }

    private Action? Take()
    {
        if (_afterWork is { } own)
        {
            _afterWork = null;
            return own;
        }
        ReceivedBatch.End();
        lock (_gate)
        {
            while (_posted is null && !_ended)
            {
                Monitor.Wait(_gate);
            }
            var next = _posted;
            _posted = null;
            return next;
        }
    }

    private void Post(Action next)
    {
        lock (_gate)
        {
            if (_posted is not null)
            {
                throw new InvalidOperationException("A connection has one receiver.");
            }
            _posted = next;
            Monitor.Pulse(_gate);
        }
    }

    private void End()
    {
        _watch.Remove(this);
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Awaits the change to a thread.</summary>
    internal readonly struct Switch(ConnectionThread thread) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => thread.IsCurrent;

        public Switch GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => thread.Post(continuation);

        public void UnsafeOnCompleted(Action continuation) => thread.Post(continuation);
    }

    /// <summary>Awaits the end of the work that waits. What follows is the method's, on whichever thread carries it then.</summary>
    internal readonly struct Turn(ConnectionThread thread) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => !thread.HasWork || !thread.IsCurrent;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => thread._afterWork = continuation;

        public void UnsafeOnCompleted(Action continuation) => thread._afterWork = continuation;
    }
}
