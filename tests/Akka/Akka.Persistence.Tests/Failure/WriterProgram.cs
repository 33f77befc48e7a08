using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Failure;

/// <summary>
/// The entry point of this assembly, for the tests that kill a writing process: writes events of several actors as fast as they are
/// confirmed, and prints a line "id number" for every confirmed one. Its only argument is a file with the configuration of the store.
/// </summary>
public static class WriterProgram
{
    public const int Actors = 8;

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var file])
        {
            Console.Error.WriteLine("Usage: a file with the configuration of a journal. "
                + "The tests of this assembly are run by dotnet test.");
            return 2;
        }

        var system = ActorSystem.Create("writer", ConfigurationFactory.ParseString(await File.ReadAllTextAsync(file)));
        var observer = system.ActorOf(Props.Empty);
        var output = Console.Out;
        await Task.WhenAll(Enumerable.Range(0, Actors).Select(i => WriteAsync(system, $"writer-{i}", observer, output)));
        return 0;
    }

    private static async Task WriteAsync(ActorSystem system, string id, IActorRef observer, TextWriter output)
    {
        var actor = system.ActorOf(Props.Create(() => new Collector(id, observer)));
        while (true)
        {
            var ack = await actor.Ask<Ack>(new Append("event"), TimeSpan.FromSeconds(60));
            lock (output)
            {
                output.WriteLine($"{id} {ack.SequenceNr}");
                output.Flush();
            }
        }
    }
}
