namespace Akka.Actor;

/// <summary>Something that can be called off. Thread-safe.</summary>
public interface ICancelable
{
    /// <summary>Whether it was called off.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>The same as a token.</summary>
    CancellationToken Token { get; }

    /// <summary>Calls it off.</summary>
    void Cancel();

    /// <summary>Calls it off after <paramref name="delay"/>.</summary>
    void CancelAfter(TimeSpan delay);

    /// <summary>Calls it off after <paramref name="millisecondsDelay"/>.</summary>
    void CancelAfter(int millisecondsDelay);

    /// <summary>Calls it off; callbacks of the token that throw do so at the first or are collected.</summary>
    void Cancel(bool throwOnFirstException);
}
