namespace Akka.Actor;

/// <summary>Sent by the engine to an actor that received nothing for the time given to <c>SetReceiveTimeout</c>.</summary>
public class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    /// <summary>The only value.</summary>
    public static ReceiveTimeout Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<ReceiveTimeout>";
}
