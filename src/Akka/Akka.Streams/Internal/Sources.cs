using System.Runtime.CompilerServices;
using Akka.Util;

namespace Akka.Streams.Internal;

/// <summary>Where elements come from.</summary>
internal static class Sources
{
    public static async IAsyncEnumerable<T> From<T>(IEnumerable<T> elements, [EnumeratorCancellation] CancellationToken token = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var element in elements)
        {
            token.ThrowIfCancellationRequested();
            yield return element;
        }
    }

    public static IEnumerable<T> Forever<T>(T element)
    {
        while (true)
            yield return element;
    }

    public static async IAsyncEnumerable<T> FromTask<T>(Task<T> task, [EnumeratorCancellation] CancellationToken token = default)
    {
        yield return await task.WaitAsync(token).ConfigureAwait(false);
    }

    public static async IAsyncEnumerable<TElem> UnfoldAsync<TState, TElem>(
        TState state, Func<TState, CancellationToken, Task<Option<(TState State, TElem Element)>>> next,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var step = await next(state, token).WaitAsync(token).ConfigureAwait(false);
            if (!step.HasValue)
                yield break;
            state = step.Value.State;
            yield return step.Value.Element;
        }
    }
}
