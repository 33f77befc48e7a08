using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Daemon;

/// <summary>
/// Steps of one server adapter run one after the other, in the order in which they were begun; those of different adapters at the same
/// time. Not thread-safe: belongs to one actor.
/// </summary>
internal sealed class AdapterTurns
{
    private readonly Dictionary<AdapterName, Task> _last = [];

    /// <summary>Every step of the adapter has ended.</summary>
    public bool IsFree(AdapterName adapter) => !_last.TryGetValue(adapter, out var last) || last.IsCompleted;

    /// <summary>Runs the step when every earlier one of the adapter has ended, however it ended.</summary>
    public Task<T> TakeAsync<T>(AdapterName adapter, Func<Task<T>> step)
    {
        var turn = AfterAsync(_last.GetValueOrDefault(adapter, Task.CompletedTask), step);
        _last[adapter] = turn;
        return turn;
    }

    private static async Task<T> AfterAsync<T>(Task former, Func<Task<T>> step)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await step().ConfigureAwait(false);
    }
}
