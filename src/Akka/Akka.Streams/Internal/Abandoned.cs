namespace Akka.Streams.Internal;

/// <summary>Ends an upstream that may be in the middle of a pull: nobody waits for it, nobody hears its failure.</summary>
internal static class Abandoned
{
    public static void Dispose<T>(IAsyncEnumerator<T> elements, Task<bool>? pull) => _ = DisposeAsync(elements, pull);

    private static async Task DisposeAsync<T>(IAsyncEnumerator<T> elements, Task<bool>? pull)
    {
        if (pull is not null)
            await ((Task)pull).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await elements.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) when (pull is not null)
        {
            // The stream has ended for another reason, which its owner was told.
        }
    }
}
