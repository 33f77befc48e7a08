using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Comes back when the listener has handled everything that was published before it.</summary>
internal sealed class Flush : TestEvent, INoSerializationVerificationNeeded
{
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
