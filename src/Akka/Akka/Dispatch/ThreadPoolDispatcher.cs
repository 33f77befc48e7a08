using System.Runtime.CompilerServices;

namespace Akka.Dispatch;

/// <summary>
/// The default dispatcher: mailboxes are work items of the .NET thread pool, kept on the local queue of the thread that woke
/// them, which has their data in its cache.
/// </summary>
internal sealed class ThreadPoolDispatcher : MessageDispatcher
{
    /// <summary>Every so many local wake-ups of a thread one goes to the shared queue, which local work alone would starve.</summary>
    private const int FairnessInterval = 64;

    [ThreadStatic]
    private static int _localWakeUps;

    public ThreadPoolDispatcher(MessageDispatcherConfigurator configurator, string id)
        : base(configurator)
    {
        Id = id;
    }

    /// <inheritdoc />
    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);

    /// <summary>A mailbox that used up its throughput goes behind the others.</summary>
    internal override void Reschedule(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected override void Execute(Mailbox mailbox) =>
        ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: (++_localWakeUps & (FairnessInterval - 1)) != 0);
}
