using System.Runtime.CompilerServices;

namespace Akka.Streams.Internal;

/// <summary>Passes elements on until the switch is thrown, even while it waits for the next one.</summary>
internal static class KillStage
{
    public static async IAsyncEnumerable<T> Run<T>(
        IAsyncEnumerable<T> before, KillSignal signal, [EnumeratorCancellation] CancellationToken token = default)
    {
        using var upstream = CancellationTokenSource.CreateLinkedTokenSource(token);
        var elements = before.GetAsyncEnumerator(upstream.Token);
        Task<bool>? pull = null;
        try
        {
            while (!signal.Task.IsCompleted)
            {
                pull = elements.MoveNextAsync().AsTask();
                if (await Task.WhenAny(pull, signal.Task).ConfigureAwait(false) != pull)
                    break;
                if (!await pull.ConfigureAwait(false))
                    yield break;
                pull = null;
                yield return elements.Current;
            }

            // An abort throws here; a shutdown completes.
            await signal.Task.ConfigureAwait(false);
        }
        finally
        {
            await upstream.CancelAsync().ConfigureAwait(false);
            Abandoned.Dispose(elements, pull);
        }
    }
}

/// <summary>Thrown once, by whoever comes first. Thread-safe.</summary>
internal sealed class KillSignal
{
    private readonly TaskCompletionSource _thrown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _thrown.Task;

    public void Shutdown() => _thrown.TrySetResult();

    public void Abort(Exception cause)
    {
        // Observed at once: a switch that no stream runs through has nobody to throw to.
        if (_thrown.TrySetException(cause))
            _ = _thrown.Task.Exception;
    }
}
