using System.Threading.Channels;
using Akka.Actor;

namespace Akka.Tests.Actor;

/// <summary>An actor that keeps what it receives for the test to read, in order.</summary>
public sealed class Probe
{
    private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

    public Probe(ActorSystem system)
    {
        Ref = system.ActorOf(Props.CreateBy(() => new ProbeActor(_received.Writer)));
    }

    public IActorRef Ref { get; }

    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    public async Task<object> Next()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (message, sender) = await _received.Reader.ReadAsync(patience.Token);
        LastSender = sender;
        return message;
    }

    public async Task<T> Expect<T>() => Assert.IsType<T>(await Next(), exactMatch: false);

    public async Task Expect(params object[] messages)
    {
        foreach (var expected in messages)
            Assert.Equal(expected, await Next());
    }

    /// <summary>The next message is <paramref name="marker"/>, which the test sends to itself now: nothing came before it.</summary>
    public Task ExpectNothingBefore(object marker)
    {
        Ref.Tell(marker, ActorRefs.NoSender);
        return Expect(marker);
    }

    public Task Watch(IActorRef subject) => Ref.Ask<string>(new WatchOrder(subject));

    private sealed record WatchOrder(IActorRef Subject) : INoSerializationVerificationNeeded;

    private sealed class ProbeActor(ChannelWriter<(object, IActorRef)> received) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is WatchOrder order)
            {
                Context.Watch(order.Subject);
                Sender.Tell("watching");
                return;
            }

            received.TryWrite((message, Sender));
        }
    }
}
