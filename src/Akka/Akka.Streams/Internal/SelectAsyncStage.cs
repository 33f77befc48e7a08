using System.Runtime.CompilerServices;

namespace Akka.Streams.Internal;

/// <summary>Up to a number of calls open at a time; results in the order of the elements.</summary>
internal static class SelectAsyncStage
{
    public static async IAsyncEnumerable<TOut> Run<TIn, TOut>(
        IAsyncEnumerable<TIn> before, int parallelism, Func<TIn, Task<TOut>> map,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        var open = new Queue<Task<TOut>>(parallelism);
        var elements = before.GetAsyncEnumerator(token);
        Task<bool>? pull = null;
        var ended = false;
        try
        {
            while (!ended || open.Count > 0)
            {
                if (!ended && pull is null && open.Count < parallelism)
                    pull = elements.MoveNextAsync().AsTask();

                // A result that is ready goes out even if the next element takes long to come.
                if (open.Count > 0 && (pull is null || await Task.WhenAny(open.Peek(), pull).ConfigureAwait(false) == open.Peek()))
                {
                    yield return await open.Dequeue().WaitAsync(token).ConfigureAwait(false);
                    continue;
                }

                if (await pull!.ConfigureAwait(false))
                    open.Enqueue(map(elements.Current));
                else
                    ended = true;
                pull = null;
            }
        }
        finally
        {
            // The pull ends with the token, which is cancelled with the stream; an enumerator may be disposed of only after it.
            Abandoned.Dispose(elements, pull);
        }
    }
}
