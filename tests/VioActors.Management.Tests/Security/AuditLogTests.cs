using VioActors.Management.Security;

namespace VioActors.Management.Tests.Security;

public sealed class AuditLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vio-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_are_ended_at_their_size_and_only_so_many_are_kept()
    {
        var path = Path.Combine(_folder, "audit.log");
        await using (var log = new AuditLog(path, fileBytesMax: 400, fileCountMax: 3))
        {
            for (var number = 0; number < 100; number++)
            {
                await log.WriteAsync(Entry(number), CancellationToken.None);
            }
        }

        Assert.Equal(["audit.log", "audit.log.1", "audit.log.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Contains("what 99", (await File.ReadAllLinesAsync(path))[^1], StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder), file => Assert.InRange(new FileInfo(file).Length, 1, 600));
    }

    [Fact]
    public async Task Entries_that_come_together_are_all_written()
    {
        var path = Path.Combine(_folder, "audit.log");
        await using var log = new AuditLog(path, fileBytesMax: 1 << 20, fileCountMax: 3);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => log.WriteAsync(Entry(number), CancellationToken.None)));

        Assert.Equal(500, (await File.ReadAllLinesAsync(path)).Distinct().Count());
    }

    private static AuditEntry Entry(int number) => new(DateTimeOffset.UnixEpoch, "who", "127.0.0.1", $"what {number}", "ok");
}
