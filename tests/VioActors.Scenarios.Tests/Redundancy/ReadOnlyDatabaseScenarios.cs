using Akka.Actor;
using Akka.Persistence.Tests.PostgreSql;
using Npgsql;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cluster;
using VioActors.Scenarios.Tests.Faults;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Scsi.Transport;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Redundancy;

/// <summary>The database of the VIOS DB answers and takes no writes: it is read-only, or its disk is full (RED-5).</summary>
[Trait("Req", "RED-5")]
public sealed class ReadOnlyDatabaseScenarios
{
    private const int BlocksAChunk = DevRig.ChunkSizeBytes / RedundancyRig.BlockSize;
    private const int Unallocated = 40 * BlocksAChunk;
    private const int FirstWrites = 8;

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Given_NothingCanBeStored_Then_EveryViosSaysSo_AllocatedStorageIsUsed_WhatNeedsMetadataIsRefused_AndAllGoesOn()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off", RefusingJournal.Setting);
        await rig.PeersMeetAsync();
        var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
        var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
        await one.WriteRangeAsync(lun1, 0, 16);
        await two.VerifyRangeAsync(lun2, 0, 16);

        await RefusingJournal.RefuseAsync(rig.System.System, "");
        var waiting = one.WriteAsync(lun1, Offset(Unallocated), TestInitiator.Pattern(Unallocated, RedundancyRig.BlockSize));
        await ReadsOnlyAsync(rig, RefusingJournal.Reason);
        await using (var pbm = await ConnectAsync(rig))
        {
            var said = await RunAsync(pbm, "network list");
            Assert.Equal(2, said.Split("READS ONLY").Length - 1);
            Assert.Contains(RefusingJournal.Reason, said, StringComparison.Ordinal);
        }

        await one.WriteRangeAsync(lun1, 4, 16);
        await two.WriteRangeAsync(lun2, 0, 8);
        await one.VerifyRangeAsync(lun1, 0, 16);
        Assert.Equal(ScsiStatus.Busy, (await waiting).Status);
        var port = await rig.PortAsync("vios1", (await rig.DeviceAsync("vios1", "lu2")).Adapter);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestInitiator.LoginAsync(port, "iqn.2026-11.test:lu2"));
        Assert.StartsWith($"{LoginRefusal.ServiceUnavailable}", refused.Message, StringComparison.Ordinal);

        await RefusingJournal.RefuseAsync(rig.System.System, null);
        await StoresAgainAsync(rig);
        await FirstWriteAsync(one, lun1, Unallocated);
        await two.VerifyRangeAsync(lun2, Unallocated, Unallocated + 1);
        await two.VerifyRangeAsync(lun2, 0, 16);
        await TestInitiator.LoginAsync(port, "iqn.2026-11.test:lu2");
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public async Task Given_PostgreSqlIsTurnedReadOnlyUnderIo_Then_NoBlockIsLost_AndFirstWritesAreDoneWhenItTakesWritesAgain()
    {
        var server = new PostgreSqlServer();
        await server.InitializeAsync();
        try
        {
            await using var rig = await DevRig.StartAsync([
                "vio-actors.lpar.enabled = off",
                .. new[] { "journal", "snapshot-store" }.SelectMany(store => new[]
                {
                    $"akka.persistence.{store}.sql.provider-name = \"PostgreSQL.15\"",
                    $"akka.persistence.{store}.sql.connection-string = \"{server.ConnectionString}\"",
                }),
            ]);
            await rig.PeersMeetAsync();
            var (one, lun1) = await rig.LoginAsync("vios1", "lu1");
            var (two, lun2) = await rig.LoginAsync("vios2", "lu1", qualifier: 2);
            await one.WriteRangeAsync(lun1, 0, BlocksAChunk);
            await two.VerifyRangeAsync(lun2, 0, BlocksAChunk);
            await using var load = new RewritingLoad((one, lun1, 0), (two, lun2, BlocksAChunk / 2));

            // Until the server's processes have read their configuration again, changes are stored.
            await TurnAsync(server, "on");
            var change = 0;
            await Eventually.ReachAsync(
                "a change is not stored",
                () =>
                {
                    rig.Db.Tell(new SetPolicy("tried", $"{++change}", null), ActorRefs.NoSender);
                    return rig.DbReportAsync("vios1");
                },
                report => report.WriteProblem is not null);
            await ReadsOnlyAsync(rig, "read-only");
            Task[] first = [.. Enumerable.Range(1, FirstWrites).Select(chunk => FirstWriteAsync(one, lun1, chunk * BlocksAChunk))];
            await one.WriteRangeAsync(lun1, 0, BlocksAChunk);
            await two.VerifyRangeAsync(lun2, 0, BlocksAChunk);
            Assert.DoesNotContain(first, write => write.IsCompletedSuccessfully);

            await TurnAsync(server, "off");
            await StoresAgainAsync(rig);
            await Task.WhenAll(first);
            Assert.All(await load.EndAsync(), count => Assert.InRange(count, 1, int.MaxValue));
            foreach (var (client, lun) in new[] { (one, lun1), (two, lun2) })
            {
                await client.VerifyRangeAsync(lun, 0, BlocksAChunk);
                foreach (var chunk in Enumerable.Range(1, FirstWrites))
                    await client.VerifyRangeAsync(lun, chunk * BlocksAChunk, (chunk * BlocksAChunk) + 1);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static long Offset(int block) => (long)block * RedundancyRig.BlockSize;

    /// <summary>Both VIOSes know it, and say why.</summary>
    private static async Task ReadsOnlyAsync(DevRig rig, string reason)
    {
        foreach (var vios in rig.System.Settings.ViosNames)
        {
            var report = await Eventually.ReachAsync(
                $"{vios} knows that nothing is stored", () => rig.DbReportAsync(vios), report => report.WriteProblem is not null);
            Assert.Contains(reason, report.WriteProblem, StringComparison.Ordinal);
            await Eventually.ReachAsync(
                $"{vios} says so", () => rig.System.ReportOfAsync(vios),
                report => report.Stack.Any(layer => layer is { Layer: StackLayer.Clustering, Status: LayerStatus.Degraded }
                    && layer.Detail.Contains(reason, StringComparison.Ordinal)));
        }

        // No peer is better off.
        foreach (var vios in rig.System.Settings.ViosNames)
            await Eventually.ReachAsync($"{vios} takes the own way", () => rig.DbReportAsync(vios), report => report.Through is null);
    }

    private static async Task StoresAgainAsync(DevRig rig)
    {
        foreach (var vios in rig.System.Settings.ViosNames)
        {
            await Eventually.ReachAsync(
                $"{vios} knows that it is stored again", () => rig.DbReportAsync(vios), report => report.WriteProblem is null);
            await Eventually.ReachAsync(
                $"{vios} is well", () => rig.System.ReportOfAsync(vios),
                report => report.Stack.All(layer => layer.Status == LayerStatus.Up));
        }
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

    /// <summary>What is BUSY is repeated, as initiators do.</summary>
    private static Task FirstWriteAsync(TestInitiator client, int lun, int block) => Eventually.ReachAsync(
        "the first write is done",
        () => client.WriteAsync(lun, Offset(block), TestInitiator.Pattern(block, RedundancyRig.BlockSize)),
        outcome => outcome.Status == ScsiStatus.Good);

    /// <summary>Clients that write half a chunk each again and again, each block with what it has, until they are told to end.</summary>
    private sealed class RewritingLoad : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<int[]> _running;

        public RewritingLoad(params (TestInitiator Client, int Lun, int First)[] clients) =>
            _running = Task.WhenAll(clients.Select(client => RewriteAsync(client.Client, client.Lun, client.First)));

        /// <summary>How many blocks each has written.</summary>
        public async Task<int[]> EndAsync()
        {
            await _stop.CancelAsync();
            return await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task<int> RewriteAsync(TestInitiator client, int lun, int first)
        {
            var count = 0;
            for (; !_stop.IsCancellationRequested; count++)
            {
                // Commands may end at once: the threads are there for others, too.
                await Task.Yield();
                var block = first + (count % (BlocksAChunk / 2));
                await client.WriteRangeAsync(lun, block, block + 1);
                await client.VerifyRangeAsync(lun, block, block + 1);
            }

            return count;
        }
    }
}
