using Akka.Actor;
using Akka.Configuration;

namespace VioActors.Benchmarks.Engine;

/// <summary>All benchmarks of the actor engine, pass after pass; writes their section of the benchmark document.</summary>
internal static class EngineBenchmark
{
    /// <summary>What else the machine does: figures of a busy one are comparable by their ratios to peers only.</summary>
    public const string Load = "load average of the machine, last minute before the pass";

    public static async Task<int> RunAsync(string folder, int passes, string date, TextWriter output)
    {
        var figures = await MeasureAsync(folder, passes, Scale.Full);
        var section = new EngineSection(figures, Scale.Full, passes, folder, date).Text();
        await output.WriteAsync(section);
        if (BenchmarkDocument.Find(AppContext.BaseDirectory) is { } document)
            BenchmarkDocument.Replace(document, "engine", section);
        return 0;
    }

    /// <summary>Databases go to a new folder below <paramref name="folder"/>, which is deleted at the end.</summary>
    public static async Task<Figures> MeasureAsync(string folder, int passes, Scale scale)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, $"engine-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var figures = new Figures();
            await using var server = await PostgreSqlFolder.StartAsync(work);
            for (var pass = 1; pass <= passes; pass++)
            {
                Console.Error.WriteLine($"pass {pass} of {passes}");
                figures.Add(Load, LoadAverage());
                await CoreAsync(scale, figures);
                await StoresAsync(Directory.CreateDirectory(Path.Combine(work, $"{pass}")).FullName, server, scale, figures);
            }

            return figures;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task CoreAsync(Scale scale, Figures figures)
    {
        var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        await TellBenchmark.RunAsync(system, scale, figures);
        await ChannelPeer.RunAsync(scale, figures);
        await AskBenchmark.RunAsync(system, scale, figures);
        await LifecycleBenchmark.RunAsync(system, scale, figures);
        await TimerBenchmark.RunAsync(system, scale, figures);
        await system.Terminate();
    }

    private static async Task StoresAsync(string folder, PostgreSqlFolder? server, Scale scale, Figures figures)
    {
        await PersistenceBenchmark.RunAsync(JournalUnderTest.InMemory, scale, figures);
        RawPeers.RunFlush(folder, scale, figures);
        await RawPeers.RunSqliteAsync(folder, scale, figures);
        await PersistenceBenchmark.RunAsync(JournalUnderTest.InSqlite(folder), scale, figures);
        if (server is null)
            return;
        await RawPeers.RunPostgreSqlAsync(server.ConnectionString, scale, figures);
        await PersistenceBenchmark.RunAsync(JournalUnderTest.InPostgreSql(server.ConnectionString), scale, figures);
    }

    private static double LoadAverage() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
        : 0;
}
