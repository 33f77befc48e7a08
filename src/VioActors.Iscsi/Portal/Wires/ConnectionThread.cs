using System.Runtime.CompilerServices;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// A thread on which an asynchronous method runs as long as nothing makes it wait elsewhere, and to which it comes back by
/// <see cref="SwitchTo"/>. Ends with the method. Thread-safe.
/// </summary>
internal sealed class ConnectionThread
{
    /// <summary>Far more than the path of a command needs; a portal may have hundreds of threads.</summary>
    private const int StackSizeBytes = 512 * 1024;

    private readonly object _gate = new();
    private readonly Func<Task> _method;
    private Action? _posted;
    private bool _ended;
    private int _threadId;

    private ConnectionThread(Func<Task> method) => _method = method;

    public bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    /// <param name="made">Is told the thread before <paramref name="method"/> begins.</param>
    /// <param name="method">Never throws.</param>
    public static void Start(Action<ConnectionThread> made, Func<Task> method)
    {
        var thread = new ConnectionThread(method);
        made(thread);
        new Thread(thread.Loop, StackSizeBytes) { IsBackground = true, Name = "iSCSI connection" }.Start();
    }

    /// <summary>What follows runs on this thread.</summary>
    public Switch SwitchTo() => new(this);

    private void Loop()
    {
        _threadId = Environment.CurrentManagedThreadId;
        ReceivedBatch.OwnThread();
        _method().ContinueWith(
            static (_, state) => ((ConnectionThread)state!).End(), this, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Take() is { } next)
        {
            next();
        }
    }

    private Action? Take()
    {
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
}
