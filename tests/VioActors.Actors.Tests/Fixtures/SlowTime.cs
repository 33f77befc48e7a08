using Akka.Actor;
using Akka.TestKit;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>
/// Lets the virtual time of an actor system pass by itself, slower than that of the host: whatever waits for a moment goes on, and limits
/// of seconds are not reached by a host that is slow.
/// </summary>
internal sealed class SlowTime : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _ends = new();
    private readonly Task _passing;

    public SlowTime(ActorSystem system) => _passing = PassAsync((TestScheduler)system.Scheduler, _ends.Token);

    /// <summary>Time stands still again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _passing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ends.Dispose();
    }

    private static async Task PassAsync(TestScheduler scheduler, CancellationToken cancellation)
    {
        using var pauses = new PeriodicTimer(Pause);
        while (await pauses.WaitForNextTickAsync(cancellation))
            scheduler.Advance(Step);
    }
}
