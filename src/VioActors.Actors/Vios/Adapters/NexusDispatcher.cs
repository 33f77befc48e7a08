using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// Runs server adapters on the thread that tells them something: the one that has received a command, or whose storage I/O has ended. A
/// command that the page cache can serve goes from socket to socket without a change of threads. One level deep: what is told while an
/// adapter runs on this thread, and what an adapter has left after its share, goes to the thread pool. Commands are executed when the
/// adapter has run (<see cref="TryRunLater"/>), so that one that hangs holds its thread and no adapter. Thread-safe.
/// </summary>
internal sealed class NexusDispatcher(MessageDispatcherConfigurator configurator) : MessageDispatcher(configurator)
{
    /// <summary>Path of its configuration; without it server adapters run on the default dispatcher.</summary>
    public new const string Id = "vio-actors.nexus-dispatcher";

    /// <summary>The same actor on this dispatcher, where the system has it.</summary>
    public static Props On(Props props, ActorSystem system) => system.Dispatchers.HasDispatcher(Id) ? props.WithDispatcher(Id) : props;

    [ThreadStatic]
    private static bool _isRunning;

    [ThreadStatic]
    private static AfterRun? _after;

    [ThreadStatic]
    private static bool _isFinishing;

    /// <summary>
    /// Has work done on this thread when its adapter has run: by the receiver whose thread it is, or here. False: no adapter runs on it.
    /// </summary>
    /// <param name="work">Throws nothing.</param>
    public static bool TryRunLater(IThreadPoolWorkItem work)
    {
        if (!_isRunning)
            return false;
        if (!ReceiverTurn.TryPost(work))
            (_after ??= new AfterRun(Finish)).Add(work);
        return true;
    }

    protected override void ExecuteTask(IRunnable run)
    {
        if (_isRunning)
            ThreadPool.UnsafeQueueUserWorkItem(RunHere, run, preferLocal: false);
        else
            RunHere(run);
    }

    private static void RunHere(IRunnable run)
    {
        _isRunning = true;
        try
        {
            run.Run();
        }
        finally
        {
            _isRunning = false;
        }

        if (_after is { IsEmpty: false } after && !_isFinishing)
            Finish(after);
    }

    /// <summary>What is caused meanwhile on this thread is shared by all who work on the same.</summary>
    private static void Finish(AfterRun work)
    {
        var own = _after;
        (_after, _isFinishing) = (work, true);
        work.Drain();
        (_after, _isFinishing) = (own, false);
    }
}

/// <summary>Makes the <see cref="NexusDispatcher"/> of a system; named in its configuration. Thread-safe.</summary>
public sealed class NexusDispatcherConfigurator : MessageDispatcherConfigurator
{
    /// <summary>The configuration that switches it on.</summary>
    public const string Configuration =
        $"{NexusDispatcher.Id} {{ type = \"VioActors.Actors.Vios.Adapters.NexusDispatcherConfigurator, VioActors.Actors\" }}";

    private readonly Lazy<NexusDispatcher> _dispatcher;

    public NexusDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new(() => new NexusDispatcher(this));

    public override MessageDispatcher Dispatcher() => _dispatcher.Value;
}
