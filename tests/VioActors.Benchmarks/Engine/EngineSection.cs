using System.Globalization;
using System.Text;

namespace VioActors.Benchmarks.Engine;

/// <summary>The figures as a section of Markdown, with what they are compared to.</summary>
internal sealed class EngineSection(Figures figures, Scale scale, int passes, string folder, string date)
{
    private readonly StringBuilder _text = new();

    /// <summary>Akka.NET 1.5.30 on such a machine, as published for this project's aims; not run here.</summary>
    private Dictionary<string, double> Quoted => new()
    {
        [TellBenchmark.Name(1, 100)] = 14e6,
        [TellBenchmark.Name(8, 100)] = 31e6,
        [TellBenchmark.Name(8, 1)] = 13e6,
        [AskBenchmark.Name(1, 1)] = 1.15e6,
        [AskBenchmark.Name(8, 1)] = 0.29e6,
        [LifecycleBenchmark.Starts] = 59e3,
        [LifecycleBenchmark.Idle] = 2000,
        [PersistenceBenchmark.Single(JournalUnderTest.Memory)] = 0.34e6,
        [PersistenceBenchmark.Single(JournalUnderTest.PostgreSql)] = 1200,
        [PersistenceBenchmark.Async(JournalUnderTest.PostgreSql)] = 32e3,
    };

    /// <summary>What ran beside it in the same pass.</summary>
    private Dictionary<string, string> Peers => new()
    {
        [TellBenchmark.Name(1, 100)] = ChannelPeer.ManyInFlight,
        [TellBenchmark.Name(8, 1)] = ChannelPeer.Strict,
        [PersistenceBenchmark.Single(JournalUnderTest.Sqlite)] = RawPeers.Sqlite,
        [PersistenceBenchmark.Group(JournalUnderTest.Sqlite, scale)] = RawPeers.Sqlite,
        [PersistenceBenchmark.Async(JournalUnderTest.Sqlite)] = RawPeers.Sqlite,
        [RawPeers.Sqlite] = RawPeers.Flush,
        [PersistenceBenchmark.Single(JournalUnderTest.PostgreSql)] = RawPeers.PostgreSql,
        [PersistenceBenchmark.Group(JournalUnderTest.PostgreSql, scale)] = RawPeers.PostgreSql,
        [PersistenceBenchmark.Async(JournalUnderTest.PostgreSql)] = RawPeers.PostgreSql,
        [RawPeers.PostgreSql] = RawPeers.Flush,
    };

    public string Text()
    {
        _text.Append(
            $"""
            ## Actor engine ({date})
            ```
            dotnet run -c Release --project tests/VioActors.Benchmarks -- engine {folder} {passes} {date}
            ```
            {Machine()}, .NET {Environment.Version}, databases in `{folder}`; PostgreSQL with fsync, SQLite with `synchronous = FULL`.
            Median of {passes} passes (lowest to highest); a second unless the line says otherwise. Akka.NET's figures are those of 1.5.30
            on a machine of this kind, quoted and not run here. Peers ran in the same pass: the same game over System.Threading.Channels,
            and a loop of insert and commit on one connection without any engine.

            | what | median | lowest to highest | Akka.NET | ratio | ratio to peer |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var name in figures.Names)
            Row(name);
        return _text.ToString();
    }

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return $"{Environment.ProcessorCount} cores ({model?.Split(':')[1].Trim() ?? "unknown"})";
    }

    private void Row(string name)
    {
        var (median, range) = (figures.Median(name), figures.Range(name));
        var (quoted, ratio) = Quoted.TryGetValue(name, out var theirs)
            ? (Figures.Text(theirs), Number(name == LifecycleBenchmark.Idle ? theirs / median : median / theirs))
            : ("", "");
        var peer = Peers.TryGetValue(name, out var other) && figures.Has(other) ? Number(median / figures.Median(other)) : "";
        _text.Append(CultureInfo.InvariantCulture,
            $"| {name} | {Figures.Text(median)} | {Figures.Text(range.Lowest)} to {Figures.Text(range.Highest)} | {quoted} | {ratio} | ");
        _text.Append(CultureInfo.InvariantCulture, $"{peer} |\n");
    }

    private static string Number(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture);
}
