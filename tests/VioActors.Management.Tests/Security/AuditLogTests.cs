using System.Globalization;
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
        await using (var log = new AuditLog(path, fileBytesMax: 400, fileCountMax: 3, TimeProvider.System))
        {
            for (var number = 0; number < 100; number++)
            {
                await log.WriteAsync(Entry(number), durable: true, CancellationToken.None);
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
        await using var log = new AuditLog(path, fileBytesMax: 1 << 20, fileCountMax: 3, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => log.WriteAsync(Entry(number), durable: true, CancellationToken.None)));

        Assert.Equal(500, (await File.ReadAllLinesAsync(path)).Distinct().Count());
    }

    [Fact]
    public async Task Entries_that_nobody_waits_for_are_in_their_order_over_the_ends_of_files_and_the_last_ones_at_the_end()
    {
        var path = Path.Combine(_folder, "audit.log");
        await using (var log = new AuditLog(path, fileBytesMax: 400, fileCountMax: 50, TimeProvider.System))
        {
            for (var number = 0; number < 60; number++)
            {
                await log.WriteAsync(Entry(number), durable: number % 3 == 0, CancellationToken.None);
                Assert.Contains($"what {number}\"", (await File.ReadAllLinesAsync(path))[^1], StringComparison.Ordinal);
            }
        }

        var files = Directory.GetFiles(_folder).OrderByDescending(file => file == path ? 0 : int.Parse(
            Path.GetExtension(file)[1..], NumberStyles.None, CultureInfo.InvariantCulture));
        var lines = files.SelectMany(File.ReadAllLines).ToList();
        Assert.Equal(60, lines.Count);
        Assert.All(lines.Index(), line => Assert.Contains($"what {line.Index}\"", line.Item, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_gone_when_the_last_entries_are_to_be_flushed_ends_nothing()
    {
        var path = Path.Combine(_folder, "audit.log");
        await using var log = new AuditLog(path, fileBytesMax: 1 << 20, fileCountMax: 3, TimeProvider.System);
        await log.WriteAsync(Entry(1), durable: false, CancellationToken.None);
        File.Delete(path);

        await log.WriteAsync(Entry(2), durable: true, CancellationToken.None);
        await log.WriteAsync(Entry(3), durable: false, CancellationToken.None);

        Assert.Equal(2, (await File.ReadAllLinesAsync(path)).Length);
        File.Delete(path);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_written_for_whatever_reason_is_refused_and_so_is_the_next_one()
    {
        await using var log = new AuditLog(Path.Combine(_folder, "no\0name"), fileBytesMax: 1 << 20, fileCountMax: 3, TimeProvider.System);

        for (var number = 0; number < 2; number++)
        {
            await Assert.ThrowsAsync<IOException>(() => log.WriteAsync(Entry(number), durable: true, CancellationToken.None));
        }
    }

    private static AuditEntry Entry(int number) => new(DateTimeOffset.UnixEpoch, "who", "127.0.0.1", $"what {number}", "ok");
}
