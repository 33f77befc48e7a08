using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Shuts a system down in phases: the tasks of one phase run side by side, a phase begins when those it depends on have ended.
/// One per system; thread-safe. Configured by <c>akka.coordinated-shutdown</c>.
/// </summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    private readonly Dictionary<string, ShutdownPhase> _phases;
    private readonly List<string> _order;
    private readonly ConcurrentDictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = new();
    private readonly Config _config;
    private readonly ILoggingAdapter _log;
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        _log = Logging.GetLogger(system, this);
        _config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        _phases = ShutdownPhase.Read(_config);
        _order = ShutdownPhase.TopologicalOrder(_phases);
        InitTermination();
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System { get; }

    /// <summary>Why the shutdown runs; <c>null</c> when it does not.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason)!;

    /// <summary>The sum of the timeouts of all phases.</summary>
    public TimeSpan TotalTimeout => _order.Where(_tasks.ContainsKey).Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    /// <summary>The shutdown of <paramref name="sys"/>.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => CoordinatedShutdownExtension.Provider.Get(sys);

    /// <summary>
    /// Adds a task to <paramref name="phase"/>. Throws <see cref="ConfigurationException"/> when there is no such phase.
    /// </summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.ContainsKey(phase))
        {
            throw new ConfigurationException(
                $"Unknown phase [{phase}], known phases are [{string.Join(", ", _order)}]. All phases (along with their optional "
                + "dependencies) must be defined in configuration.");
        }

        var tasks = _tasks.GetOrAdd(phase, static _ => []);
        lock (tasks)
            tasks.Add((taskName, task));
    }

    /// <summary>The timeout of <paramref name="phase"/>. Throws <see cref="ArgumentException"/> when there is no such phase.</summary>
    public TimeSpan Timeout(string phase) => _phases.TryGetValue(phase, out var known)
        ? known.Timeout
        : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));

    /// <summary>
    /// Runs the phases, once: later calls return the task of the first. <paramref name="fromPhase"/> leaves out those it depends on.
    /// The task fails when a phase without <c>recover</c> does.
    /// </summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
            return _done.Task;
        _log.Debug($"Performing phases for reason [{reason}]");
        _ = RunPhases(reason, fromPhase);
        return _done.Task;
    }

    private async Task RunPhases(Reason reason, string? fromPhase)
    {
        await Task.Yield();
        try
        {
            var phases = fromPhase is null ? _order : _order[Math.Max(0, _order.IndexOf(fromPhase))..];
            foreach (var phase in phases)
                await RunPhase(phase).ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception error)
        {
            _log.Error(error, $"Coordinated shutdown for reason [{reason}] was given up.");
            _done.TrySetException(error);
        }

        ExitIfWanted(reason);
    }

    private async Task RunPhase(string name)
    {
        if (!_tasks.TryGetValue(name, out var registered))
            return;
        var phase = _phases[name];
        if (!phase.Enabled)
        {
            _log.Info($"Phase [{name}] disabled through configuration.");
            return;
        }

        (string Name, Func<Task<Done>> Run)[] tasks;
        lock (registered)
            tasks = [.. registered];
        _log.Debug($"Performing phase [{name}] with [{tasks.Length}] tasks: [{string.Join(", ", tasks.Select(task => task.Name))}]");
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run)));
        var expired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Without a limit when an abort has taken the scheduler away already.
        var limit = AskTimeout.Start(phase.Timeout, System.Scheduler, _ => expired.TrySetResult());
        var first = await Task.WhenAny(all, expired.Task).ConfigureAwait(false);
        limit?.End();
        if (first == all)
            await all.ConfigureAwait(false);
        else if (phase.Recover)
            _log.Warning($"Coordinated shutdown phase [{name}] timed out after {phase.Timeout}.");
        else
            throw new TimeoutException($"Coordinated shutdown phase [{name}] timed out after {phase.Timeout}.");
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await Task.Run(run).ConfigureAwait(false);
        }
        catch (Exception error) when (phase.Recover)
        {
            _log.Warning($"Task [{name}] failed in phase [{phase.Name}]: {error}");
        }
    }
}
