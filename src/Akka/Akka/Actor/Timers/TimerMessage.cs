using Akka.Event;

namespace Akka.Actor;

/// <summary>What a timer puts into the mailbox of its actor. <see cref="Generation"/> tells replaced timers apart.</summary>
internal sealed record TimerMessage(object Key, int Generation, TimerScheduler Owner, object Message, bool Repeat)
    : IAutoReceivedMessage, INoSerializationVerificationNeeded, IDeadLetterSuppression, IWrappedMessage;
