using Akka.Actor;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>Persistent actors on a store, started, stopped and started again.</summary>
public abstract class ActorSpec : StoreSpec
{
    private Inbound? _observer;

    protected static TimeSpan Limit => TimeSpan.FromSeconds(60);

    protected Inbound Observer => _observer ??= new Inbound(System);

    protected IActorRef Start(string id, string? name = null) =>
        System.ActorOf(Props.Create(() => new Collector(id, Observer.Ref)), name!);

    /// <summary>A collector that has recovered.</summary>
    protected async Task<IActorRef> StartedAsync(string id)
    {
        var actor = Start(id);
        await Observer.UntilAsync<Recovered>();
        return actor;
    }

    protected async Task<string[]> TextsAsync(IActorRef actor) => (await actor.Ask<Items>(new Get(), Limit)).Texts;

    protected async Task StopAsync(IActorRef actor) => Assert.True(await actor.GracefulStop(Limit));

    /// <summary>A crash of everything where the store survives it, of the actor where it does not.</summary>
    protected async Task CrashAsync(IActorRef actor)
    {
        if (!Store.Durable)
        {
            await StopAsync(actor);
            return;
        }

        await StopSystemAsync();
        _observer = null;
    }
}
