using Akka.Actor;

namespace Akka.Event;

/// <summary>The answer to <see cref="InitializeLogger"/>: the logger is ready.</summary>
public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
}
