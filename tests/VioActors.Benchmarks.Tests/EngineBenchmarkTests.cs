using VioActors.Benchmarks.Engine;

namespace VioActors.Benchmarks.Tests;

/// <summary>The benchmarks run, in a small form, and fill their table. What they measure is not judged here.</summary>
public sealed class EngineBenchmarkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench").FullName;

    [Fact]
    public async Task Every_benchmark_of_the_engine_gives_a_figure_and_a_row()
    {
        var figures = await EngineBenchmark.MeasureAsync(_folder, 1, Scale.Smoke);
        var section = new EngineSection(figures, Scale.Smoke, 1, _folder, "2026-01-02").Text();

        Assert.All(
            [
                TellBenchmark.Name(1, 100), TellBenchmark.Name(2, 100), TellBenchmark.Name(8, 100), TellBenchmark.Name(8, 1),
                ChannelPeer.ManyInFlight, ChannelPeer.Strict, AskBenchmark.Name(1, 1), AskBenchmark.Name(8, 100),
                LifecycleBenchmark.Starts, LifecycleBenchmark.Stops, LifecycleBenchmark.Idle,
                TimerBenchmark.Cancelled, TimerBenchmark.Fired, RawPeers.Flush, RawPeers.Sqlite,
                PersistenceBenchmark.Single(JournalUnderTest.Memory), PersistenceBenchmark.Replay(JournalUnderTest.Memory),
                PersistenceBenchmark.Group(JournalUnderTest.Sqlite, Scale.Smoke), PersistenceBenchmark.Async(JournalUnderTest.Sqlite),
                PersistenceBenchmark.Flush(PersistenceBenchmark.Async(JournalUnderTest.Sqlite)),
            ],
            name =>
            {
                // Memory is that of the process, in which the other tests free theirs meanwhile.
                Assert.True(figures.Median(name) > 0 || name == LifecycleBenchmark.Idle, name);
                Assert.Contains($"\n| {name} | ", section, StringComparison.Ordinal);
            });
        Assert.Contains("## Actor engine (2026-01-02)", section, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_section_of_a_command_is_replaced_and_the_rest_stays()
    {
        var document = Path.Combine(_folder, "benchmarks.md");
        File.WriteAllText(document, "# Title\n\nother\n");

        BenchmarkDocument.Replace(document, "engine", "## One\n");
        BenchmarkDocument.Replace(document, "engine", "## Two\n");

        Assert.Equal("# Title\n\nother\n\n<!-- engine: begin -->\n## Two\n<!-- engine: end -->\n", File.ReadAllText(document));
    }

    [Fact]
    public void A_first_marker_without_the_last_one_is_an_error_and_nothing_is_written()
    {
        var document = Path.Combine(_folder, "benchmarks.md");
        File.WriteAllText(document, "<!-- engine: begin -->\ntext\n");

        Assert.Throws<InvalidDataException>(() => BenchmarkDocument.Replace(document, "engine", "new"));
        Assert.Equal("<!-- engine: begin -->\ntext\n", File.ReadAllText(document));
    }

    [Fact]
    public void A_median_is_the_middle_and_large_figures_are_short()
    {
        var figures = new Figures();
        foreach (var value in new[] { 3.0, 1.0, 10.0, 2.0 })
            figures.Add("x", value);

        Assert.Equal(2.5, figures.Median("x"));
        Assert.Equal((1.0, 10.0), figures.Range("x"));
        Assert.Equal(["12.35 M", "12 k", "9999", "0.25"], new[] { 12_345_678, 12_345, 9_999, 0.25 }.Select(Figures.Text));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
