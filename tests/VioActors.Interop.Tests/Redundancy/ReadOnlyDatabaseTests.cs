using Akka.Persistence.Tests.PostgreSql;
using Npgsql;
using VioActors.Initiator;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests.Redundancy;

/// <summary>A cluster of processes over PostgreSQL that takes no writes for a while (RED-5). Runs when VIOACTORS_REDUNDANCY is 1.</summary>
public sealed class ReadOnlyDatabaseTests
{
    private const int ViosCount = 3;
    private const int BlockSize = 4096;
    private const int BlockCount = 64;
    private const int FirstWrites = 8;
    private const long Unallocated = 200L << 20;
    private const long ChunkBytes = 1 << 20;
    private static readonly TimeSpan HungAfter = TimeSpan.FromMinutes(4);

    [LongFact]
    [Trait("Req", "RED-5")]
    [Trait("Req", "STO-6")]
    public async Task While_the_database_is_read_only_every_VIOS_says_so_allocated_storage_is_written_and_first_writes_are_done_afterwards()
    {
        var database = new PostgreSqlServer();
        await database.InitializeAsync();
        try
        {
            await using var cluster = await Topology.StartAsync(
                "vio-actors.node.database.provider=postgresql",
                $"vio-actors.node.database.connection-string=\"{database.ConnectionString}\"",
                "akka.cluster.membership.outage-tolerance=30m");
            await using var one = Disk(cluster, "vios1", 30);
            await using var three = Disk(cluster, "vios3", 31);
            for (var block = 0; block < BlockCount; block++)
                await WriteAsync(one, Place(block), (byte)block);
            await ReadAllAsync(three, block => (byte)block);

            await TurnAsync(database, "on");
            await UntilNothingIsStoredAsync(cluster);
            var first = FirstWritesAsync(one);

            for (var block = 0; block < BlockCount; block++)
                await WriteAsync(block % 2 == 0 ? one : three, Place(block), (byte)(block + 100));
            await ReadAllAsync(three, block => (byte)(block + 100));
            await ReadAllAsync(one, block => (byte)(block + 100));
            Assert.False(first.IsCompleted, $"First writes ended as {first.Status} while nothing could be stored.");

            await TurnAsync(database, "off");
            await first.WaitAsync(HungAfter);
            await cluster.SeesAsync("management1", "network list", said => !said.Contains("READS ONLY", StringComparison.Ordinal));
            await using var two = Disk(cluster, "vios2", 32);
            await ReadAllAsync(two, block => (byte)(block + 100));
            foreach (var disk in new[] { one, two, three })
            {
                for (var chunk = 0; chunk < FirstWrites; chunk++)
                    Assert.All(await ReadAsync(disk, Unallocated + (chunk * ChunkBytes)), value => Assert.Equal(chunk + 1, value));
            }

            foreach (var node in Topology.Nodes)
                Assert.True(cluster.Runs(node), $"{node} ended.");
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static long Place(int block) => (long)block * BlockSize;

    /// <summary>
    /// Every VIOS says so. Until the server's processes have read their configuration again changes are stored, so one is tried again and
    /// again.
    /// </summary>
    private static async Task UntilNothingIsStoredAsync(Topology cluster)
    {
        using var limit = new CancellationTokenSource(HungAfter);
        for (var change = 1; ; change++)
        {
            await cluster.CommandAsync("management1", "lu", "create", "-lu", $"tried{change}", "-size", "1M");
            var said = (await cluster.CommandAsync("management1", "network", "list")).Output;
            if (said.Split("READS ONLY").Length - 1 == ViosCount)
                return;
            Assert.False(limit.IsCancellationRequested, $"Not every VIOS says that nothing is stored:\n{said}");
        }
    }

    private static MultipathDisk Disk(Topology cluster, string vios, int port) => new(
        [async () => IscsiTarget.Parse(await cluster.KnownUrlAsync(vios, "client1") ?? throw new IOException($"{vios} does not serve."))],
        "iqn.2026-11.test:read-only", port, TimeProvider.System);

    /// <summary>What is BUSY is repeated, as initiators do.</summary>
    private static async Task FirstWritesAsync(MultipathDisk disk)
    {
        for (var chunk = 0; chunk < FirstWrites; chunk++)
            await WriteAsync(disk, Unallocated + (chunk * ChunkBytes), (byte)(chunk + 1));
    }

    private static async Task WriteAsync(MultipathDisk disk, long offset, byte value)
    {
        var bytes = new byte[BlockSize];
        bytes.AsSpan().Fill(value);
        var outcome = await disk.WriteAsync(offset, bytes, CancellationToken.None).WaitAsync(HungAfter);
        Assert.True(outcome.IsGood, $"A write at {offset}: {outcome}");
    }

    private static async Task<byte[]> ReadAsync(MultipathDisk disk, long offset)
    {
        var bytes = new byte[BlockSize];
        var outcome = await disk.ReadAsync(offset, bytes, CancellationToken.None).WaitAsync(HungAfter);
        Assert.True(outcome.IsGood, $"A read at {offset}: {outcome}");
        return bytes;
    }

    private static async Task ReadAllAsync(MultipathDisk disk, Func<int, byte> expected)
    {
        for (var block = 0; block < BlockCount; block++)
            Assert.All(await ReadAsync(disk, Place(block)), value => Assert.Equal(expected(block), value));
    }

    private static async Task TurnAsync(PostgreSqlServer server, string readOnly)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        foreach (var text in new[] { $"ALTER SYSTEM SET default_transaction_read_only = {readOnly}", "SELECT pg_reload_conf()" })
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class LongFactAttribute : FactAttribute
    {
        public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("VIOACTORS_REDUNDANCY") == "1"
            ? null
            : "It takes a minute; set VIOACTORS_REDUNDANCY=1 to run it.";
    }
}
