using VioActors.Benchmarks.Storage;

namespace VioActors.Benchmarks.Tests;

/// <summary>The storage benchmarks run, in a small form, and fill their tables. What they measure is not judged here.</summary>
public sealed class StorageBenchmarkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench").FullName;

    [Fact]
    public async Task Every_benchmark_of_the_storage_gives_a_figure()
    {
        using var output = new StringWriter();
        await StorageBenchmark.WriteAsync(_folder, 1, StorageScale.Smoke, output);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in new[] { "4 KiB random read, depth 32", "1 MiB sequential write, depth 1", "owner's map", "VIOS's map" })
            Assert.Contains(lines, line => line.StartsWith($"| {name}", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("NaN", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
