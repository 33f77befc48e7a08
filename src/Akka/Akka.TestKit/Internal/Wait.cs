namespace Akka.TestKit.Internal;

/// <summary>How an operation of the kit waits. Each is written once; a blocking one completes on the calling thread.</summary>
internal enum Wait
{
    Blocking,
    Async,
}

/// <summary>Waiting in either way.</summary>
internal static class WaitExtensions
{
    /// <summary>Waits for <paramref name="duration"/>.</summary>
    public static async ValueTask For(this Wait wait, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration <= TimeSpan.Zero)
            return;
        if (wait == Wait.Blocking)
        {
            cancellationToken.WaitHandle.WaitOne(duration);
            cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            await Task.Delay(duration, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The result of an operation that waited blocking and is therefore complete.</summary>
    public static T Result<T>(this ValueTask<T> completed) => completed.GetAwaiter().GetResult();

    /// <summary>As above, without a result.</summary>
    public static void Result(this ValueTask completed) => completed.GetAwaiter().GetResult();
}
