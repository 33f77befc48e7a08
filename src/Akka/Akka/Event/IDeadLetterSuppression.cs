namespace Akka.Event;

/// <summary>
/// Marks messages whose loss is normal, such as a timeout for an actor that has stopped: no <see cref="DeadLetter"/> is published.
/// </summary>
public interface IDeadLetterSuppression
{
}
