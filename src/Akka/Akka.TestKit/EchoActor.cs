using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Sends every message to the test actor and, if so asked, back to its sender.</summary>
public class EchoActor : ReceiveActor
{
    /// <summary>Echoes to the test actor of <paramref name="testkit"/>.</summary>
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true)
    {
        ReceiveAny(message =>
        {
            var sender = Sender;
            var testActor = testkit.TestActor;
            if (echoBackToSenderAsWell && !testActor.Equals(sender))
                sender.Forward(message);
            testActor.Tell(message, Sender);
        });
    }

    /// <summary>Props of such an actor.</summary>
    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        Actor.Props.CreateBy(new Producer(testkit, echoBackToSenderAsWell));

    private sealed class Producer(TestKitBase testkit, bool echoBack) : IIndirectActorProducer
    {
        public Type ActorType => typeof(EchoActor);

        public ActorBase Produce() => new EchoActor(testkit, echoBack);

        public void Release(ActorBase actor)
        {
        }
    }
}
