using System.Threading.Channels;
using Akka.Actor;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>An actor that keeps what it receives for the test to read.</summary>
public sealed class Inbound
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<object> _received = Channel.CreateUnbounded<object>();

    public Inbound(ActorSystem system) => Ref = system.ActorOf(Props.Create(() => new Receiver(_received.Writer)));

    public IActorRef Ref { get; }

    /// <summary>The next message, which must be a <typeparamref name="T"/>.</summary>
    public async Task<T> NextAsync<T>()
    {
        using var limit = new CancellationTokenSource(Patience);
        return Assert.IsType<T>(await _received.Reader.ReadAsync(limit.Token), exactMatch: false);
    }

    /// <summary>The messages up to the first <typeparamref name="T"/>, which is the last element.</summary>
    public async Task<List<object>> UntilAsync<T>()
    {
        using var limit = new CancellationTokenSource(Patience);
        var all = new List<object>();
        do
            all.Add(await _received.Reader.ReadAsync(limit.Token));
        while (all[^1] is not T);
        return all;
    }

    /// <summary>From now on messages go to another one.</summary>
    public void ForwardTo(Inbound other) => Ref.Tell(new ForwardAll(other.Ref));

    public void Watch(IActorRef actor) => Ref.Tell(new WatchFor(actor));

    private sealed record WatchFor(IActorRef Actor) : INoSerializationVerificationNeeded;

    private sealed record ForwardAll(IActorRef Target) : INoSerializationVerificationNeeded;

    private sealed class Receiver(ChannelWriter<object> received) : UntypedActor
    {
        private IActorRef? _target;

        protected override void OnReceive(object message)
        {
            if (message is WatchFor watch)
                Context.Watch(watch.Actor);
            else if (message is ForwardAll forward)
                _target = forward.Target;
            else if (_target is not null)
                _target.Forward(message);
            else
                received.TryWrite(message);
        }
    }
}
