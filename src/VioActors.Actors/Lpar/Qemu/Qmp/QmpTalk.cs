using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace VioActors.Actors.Lpar.Qemu.Qmp;

/// <summary>
/// Questions to a monitor whose answers are waited for, before an actor hears it. Thread-safe. What is no answer is dropped until
/// <see cref="HandOver"/>, except the end.
/// </summary>
internal sealed class QmpTalk
{
    private const int FirstId = 1_000_000_000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<QmpMessage.Answer>> _asked = [];
    private readonly Action<QmpMessage> _sink;
    private readonly TimeProvider _time;
    private long _lastId = FirstId;
    private volatile bool _isHandedOver;
    private volatile string? _closed;

    /// <param name="sink">Who hears it after the talk.</param>
    public QmpTalk(Action<QmpMessage> sink, TimeProvider time) => (_sink, _time) = (sink, time);

    /// <summary>Of <see cref="QmpClient.ConnectAsync"/>.</summary>
    public void Hear(QmpMessage message)
    {
        if (message is QmpMessage.Answer { Id: { } id } answer && _asked.TryRemove(id, out var asked))
        {
            asked.TrySetResult(answer);
            return;
        }

        if (message is QmpMessage.Closed closed)
        {
            _closed = closed.Reason;
            foreach (var waiting in _asked.Values)
                waiting.TrySetException(new QmpException(closed.Reason));
        }

        if (_isHandedOver || message is QmpMessage.Closed)
            _sink(message);
    }

    /// <summary>From now on the sink hears everything.</summary>
    public void HandOver() => _isHandedOver = true;

    /// <exception cref="QmpException">It was refused, or the monitor is gone.</exception>
    public async Task<QmpMessage.Answer> AskAsync(QmpClient monitor, string command, JsonObject arguments, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _lastId);
        var asked = _asked[id] = new TaskCompletionSource<QmpMessage.Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_closed is { } reason || !monitor.TrySend(id, command, arguments))
            throw new QmpException(_closed ?? "it takes no more commands");
        var answer = await asked.Task.WaitAsync(cancellation).ConfigureAwait(false);
        return answer.Error is { } error ? throw new QmpException($"{command}: {error}") : answer;
    }

    /// <summary>Moves the machine's state into or out of a file; its memory stays in its own.</summary>
    /// <param name="command"><c>migrate</c> or <c>migrate-incoming</c>.</param>
    /// <param name="shellCommand">Reads or writes the state.</param>
    /// <exception cref="QmpException">It failed.</exception>
    public async Task MigrateAsync(QmpClient monitor, string command, string shellCommand, CancellationToken cancellation)
    {
        var shared = new JsonObject { ["capability"] = "x-ignore-shared", ["state"] = true };
        await AskAsync(
            monitor, "migrate-set-capabilities", new JsonObject { ["capabilities"] = new JsonArray(shared) }, cancellation)
            .ConfigureAwait(false);
        await AskAsync(monitor, command, new JsonObject { ["uri"] = $"exec:{shellCommand}" }, cancellation).ConfigureAwait(false);
        using var polls = new PeriodicTimer(PollInterval, _time);
        while (true)
        {
            switch ((await AskAsync(monitor, "query-migrate", [], cancellation).ConfigureAwait(false)).Status)
            {
                case "completed":
                    return;
                case "failed" or "cancelled":
                    throw new QmpException($"{command} failed");
            }

            await polls.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A path as one word of a shell.</summary>
    public static string Quote(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
