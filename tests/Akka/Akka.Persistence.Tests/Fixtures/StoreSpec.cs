using Akka.Actor;

namespace Akka.Persistence.Tests.Fixtures;

/// <summary>An actor system on a store, for one test.</summary>
public abstract class StoreSpec : IAsyncLifetime
{
    private ActorSystem? _system;

    protected abstract Store Store { get; }

    protected ActorSystem System => _system ??= ActorSystem.Create("spec", Configure(Store.Config));

    protected IActorRef Journal => Persistence.Instance.Apply(System).JournalFor(string.Empty);

    protected IActorRef Snapshots => Persistence.Instance.Apply(System).SnapshotStoreFor(string.Empty);

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        await StopSystemAsync();
        Store.Dispose();
    }

    /// <summary>Ends the actor system; the next use starts another one on the same store.</summary>
    protected async Task StopSystemAsync()
    {
        if (_system is not null)
            await _system.Terminate().WaitAsync(TimeSpan.FromSeconds(60));
        _system = null;
    }

    protected virtual Akka.Configuration.Config Configure(Akka.Configuration.Config config) => config;
}
