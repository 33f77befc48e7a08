namespace Akka.Actor;

/// <summary>Cancelling what may not be there.</summary>
public static class CancelableExtensions
{
    /// <summary>Cancels unless <paramref name="cancelable"/> is <c>null</c>.</summary>
    public static void CancelIfNotNull(this ICancelable cancelable) => cancelable?.Cancel();
}
