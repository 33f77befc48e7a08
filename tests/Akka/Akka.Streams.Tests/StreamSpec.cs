using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams.Dsl;

namespace Akka.Streams.Tests;

/// <summary>An actor system with a materializer, for one test.</summary>
public abstract class StreamSpec : IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    protected ActorSystem System { get; } = ActorSystem.Create("streams", "akka { loglevel = OFF, stdout-loglevel = OFF }");

    protected ActorMaterializer Materializer { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Materializer = System.Materializer();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => System.Terminate().WaitAsync(Limit);

    protected Task<IImmutableList<T>> SeqAsync<T>(Source<T, NotUsed> source) =>
        source.RunWith(Sink.Seq<T>(), Materializer).WaitAsync(Limit);
}
