namespace Akka.Streams;

/// <summary>A stream ended without the element that was asked for.</summary>
public class NoSuchElementException : Exception
{
    /// <summary>With a message for people.</summary>
    public NoSuchElementException(string message)
        : base(message)
    {
    }
}
