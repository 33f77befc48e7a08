using Akka.Actor;

namespace VioActors.Benchmarks.Engine;

/// <summary>Events a second into one journal, the events that share a flush, and a recovery.</summary>
internal static class PersistenceBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static int _ids;

    public static async Task RunAsync(JournalUnderTest journal, Scale scale, Figures figures)
    {
        var system = journal.Start();
        var single = journal.IsDurable ? scale.SingleWrites : scale.MemoryEvents;
        var group = journal.IsDurable ? scale.GroupWrites : scale.MemoryEvents;
        await WriteAsync<PersistWriter>(system, 1, Math.Max(1, single / 10));
        using (var flushes = new FlushCounter())
        {
            figures.Add(Single(journal.Name), await WriteAsync<PersistWriter>(system, 1, single));
            AddFlush(figures, Single(journal.Name), flushes);
        }

        using (var flushes = new FlushCounter())
        {
            figures.Add(Group(journal.Name, scale), await WriteAsync<PersistWriter>(system, scale.GroupActors, group));
            AddFlush(figures, Group(journal.Name, scale), flushes);
        }

        using (var flushes = new FlushCounter())
        {
            figures.Add(Async(journal.Name), await WriteAsync<PersistAsyncWriter>(system, 1, group));
            AddFlush(figures, Async(journal.Name), flushes);
        }

        figures.Add(Replay(journal.Name), await ReplayAsync(system, scale.Replay));
        await system.Terminate();
    }

    public static string Single(string journal) => $"{journal}: Persist, 1 actor";

    public static string Group(string journal, Scale scale) => $"{journal}: Persist, {scale.GroupActors} actors";

    public static string Async(string journal) => $"{journal}: PersistAsync, 1 actor";

    public static string Replay(string journal) => $"{journal}: events replayed";

    public static string Flush(string name) => name + ", events per flush";

    private static void AddFlush(Figures figures, string name, FlushCounter flushes)
    {
        if (flushes.EventsPerFlush > 0)
            figures.Add(Flush(name), flushes.EventsPerFlush);
    }

    private static async Task<double> WriteAsync<TWriter>(ActorSystem system, int actors, int events)
        where TWriter : PersistWriter
    {
        var writers = await StartAsync<TWriter>(system, Enumerable.Range(0, actors).Select(_ => NextId()));
        var each = Math.Max(1, events / actors);
        var clock = Clock.Start();
        await Task.WhenAll(writers.Select(writer => writer.Ask<string>(new Write(each), Limit)));
        var rate = clock.Rate((long)each * actors);
        await Task.WhenAll(writers.Select(writer => writer.GracefulStop(Limit)));
        return rate;
    }

    private static async Task<double> ReplayAsync(ActorSystem system, int events)
    {
        var id = NextId();
        var writer = (await StartAsync<PersistAsyncWriter>(system, [id]))[0];
        await writer.Ask<string>(new Write(events), Limit);
        await writer.GracefulStop(Limit);
        var clock = Clock.Start();
        var reader = (await StartAsync<PersistWriter>(system, [id]))[0];
        var rate = clock.Rate(events);
        var replayed = await reader.Ask<int>("count", Limit);
        if (replayed != events)
            throw new InvalidOperationException($"[{id}] was given {replayed} events of {events} at its recovery.");
        await reader.GracefulStop(Limit);
        return rate;
    }

    /// <summary>Writers that have recovered.</summary>
    private static async Task<IActorRef[]> StartAsync<TWriter>(ActorSystem system, IEnumerable<string> ids)
        where TWriter : PersistWriter
    {
        var started = ids.Select(id =>
        {
            var recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Actor: system.ActorOf(Props.Create(typeof(TWriter), id, recovered)), recovered.Task);
        }).ToArray();
        await Task.WhenAll(started.Select(one => one.Task)).WaitAsync(Limit);
        return [.. started.Select(one => one.Actor)];
    }

    private static string NextId() => $"writer-{Interlocked.Increment(ref _ids)}-{Environment.ProcessId}";
}
