namespace Akka.TestKit;

/// <summary>A filter that keeps entries out of the log until it is taken off.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Takes the filter off.</summary>
    void Unmute();
}
