using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>What one kit or probe knows. Belongs to the test, except for the queue.</summary>
internal sealed class TestState
{
    public TestState(ActorSystem system)
    {
        System = system;
        Settings = TestKitExtension.For(system);
        Log = Logging.GetLogger(system, typeof(TestKitBase));
    }

    public ActorSystem System { get; }

    public TestKitSettings Settings { get; }

    public ILoggingAdapter Log { get; }

    public MessageQueue Queue { get; } = new();

    public IActorRef TestActor { get; set; } = ActorRefs.Nobody;

    public MessageEnvelope LastMessage { get; set; } = NullMessageEnvelope.Instance;

    /// <summary>The last expectation was that of no message, which may use up the time of its block.</summary>
    public bool LastWasNoMsg { get; set; }

    /// <summary>When the innermost block of <c>Within</c> ends.</summary>
    public TimeSpan? End { get; set; }
}
