namespace Akka.Actor;

/// <summary>A message that the cell handles itself before or instead of the actor.</summary>
public interface IAutoReceivedMessage
{
}

/// <summary>A message that must not be taken from an untrusted peer.</summary>
public interface IPossiblyHarmful
{
}

/// <summary>A message that leaves the receive timeout running.</summary>
public interface INotInfluenceReceiveTimeout
{
}

/// <summary>A message that is exempt from <c>akka.actor.serialize-messages</c>.</summary>
public interface INoSerializationVerificationNeeded
{
}

/// <summary>A message that carries another one, for logging and routing.</summary>
public interface IWrappedMessage
{
    /// <summary>The message inside.</summary>
    object Message { get; }
}
