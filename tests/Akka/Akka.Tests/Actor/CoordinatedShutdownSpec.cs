using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Tests.Actor;

public sealed class CoordinatedShutdownSpec() : EngineSpec("""
    akka.coordinated-shutdown.phases {
      own { depends-on = [service-stop], timeout = 3s, recover = off }
      quiet { depends-on = [own], enabled = off }
    }
    """)
{
    private readonly ConcurrentQueue<string> _ran = new();

    [Fact]
    public async Task Phases_run_in_the_order_of_their_dependencies_and_end_the_system()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        Add(shutdown, CoordinatedShutdown.PhaseBeforeActorSystemTerminate);
        Add(shutdown, CoordinatedShutdown.PhaseServiceStop);
        Add(shutdown, CoordinatedShutdown.PhaseBeforeServiceUnbind);
        Add(shutdown, "quiet");
        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        Assert.Equal(["before-service-unbind", "service-stop", "before-actor-system-terminate"], _ran);
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task It_runs_once_and_the_first_reason_counts()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        Add(shutdown, CoordinatedShutdown.PhaseServiceStop);
        var first = shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        var second = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await Sys.Terminate().WaitAsync(Patience);
        await Task.WhenAll(first, second).WaitAsync(Patience);
        Assert.Equal(["service-stop"], _ran);
        Assert.Same(CoordinatedShutdown.ClusterLeavingReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task A_failing_task_does_not_keep_the_next_phase_from_running()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "bad", () => throw new ArithmeticException());
        Add(shutdown, CoordinatedShutdown.PhaseServiceStop);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        Assert.Equal(["service-stop"], _ran);
    }

    [Fact]
    public async Task A_phase_without_recover_gives_up()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        shutdown.AddTask("own", "bad", () => throw new ArithmeticException());
        await Assert.ThrowsAsync<ArithmeticException>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience));
        ((ExtendedActorSystem)Sys).Abort();
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        var started = new TaskCompletionSource();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "endless", () =>
        {
            started.SetResult();
            return new TaskCompletionSource<Done>().Task;
        });
        Add(shutdown, CoordinatedShutdown.PhaseServiceStop);
        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await started.Task.WaitAsync(Patience);
        while (!run.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(6));
            await Task.Yield();
        }

        await run;
        Assert.Equal(["service-stop"], _ran);
    }

    [Fact]
    public async Task It_can_begin_in_the_middle()
    {
        var shutdown = CoordinatedShutdown.Get(Sys);
        Add(shutdown, CoordinatedShutdown.PhaseBeforeServiceUnbind);
        Add(shutdown, CoordinatedShutdown.PhaseServiceStop);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop).WaitAsync(Patience);
        Assert.Equal(["service-stop"], _ran);
    }

    [Fact]
    public void Unknown_phases_and_cycles_are_refused()
    {
        Assert.Throws<ConfigurationException>(() => Add(CoordinatedShutdown.Get(Sys), "nonsense"));
        var cycle = ShutdownPhase.Read(ConfigurationFactory.ParseString("phases { a.depends-on = [b], b.depends-on = [a] }"));
        Assert.Contains("Cycle", Assert.Throws<ArgumentException>(() => ShutdownPhase.TopologicalOrder(cycle)).Message,
            StringComparison.Ordinal);
    }

    private void Add(CoordinatedShutdown shutdown, string phase) => shutdown.AddTask(phase, "record", () =>
    {
        _ran.Enqueue(phase);
        return Task.FromResult(Done.Instance);
    });
}
