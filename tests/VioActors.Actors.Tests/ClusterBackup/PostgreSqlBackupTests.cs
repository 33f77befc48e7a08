using Akka.Persistence.Tests.PostgreSql;
using Npgsql;
using VioActors.Domain.Backup;
using VioActors.Domain.Restore;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Tests.ClusterBackup;

/// <summary>The cluster's backup over PostgreSQL: the same form as over SQLite, restored into either.</summary>
public sealed class PostgreSqlBackupTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    [Trait("Req", "CBR-4")]
    public async Task A_backup_that_was_made_while_the_cluster_went_on_is_restored_into_another_database_of_either_kind()
    {
        await using var rig = await ClusterRig.StartAsync(await DatabaseAsync("source"));
        using var stop = new CancellationTokenSource();
        var changing = rig.ChangeAsync(stop.Token);
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("live"));
        await stop.CancelAsync();
        await changing;
        Assert.Equal(3, made.ViosCount);

        var other = new PostgreSqlViosDb(await DatabaseAsync("target"));
        var file = new SqliteViosDb(Path.Combine(rig.Folder, "other.sqlite"));
        using var archive = rig.Open(made.File);
        foreach (var target in new IViosDbStore[] { other, file })
        {
            var count = target.Restore(archive.ReadDatabase(), replaces: false);
            using var copy = target.OpenNow();
            Assert.Equal(count, copy.ReadAll().Count());
            rig.AssertAgree(archive, made.DbPosition, copy);
        }

        Assert.Contains("--force", Assert.Throws<IOException>(() => other.Restore([], replaces: false)).Message, StringComparison.Ordinal);
        Assert.Throws<BackupFormatException>(() => other.Restore(archive.ReadDatabase().Take(3).Concat(Broken()), replaces: true));
        using (var untouched = other.OpenNow())
            rig.AssertAgree(archive, made.DbPosition, untouched);
        Assert.True(other.Restore(archive.ReadDatabase(), replaces: true) > 0);
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task VIOSes_are_restored_and_a_database_in_use_is_not_replaced()
    {
        var source = await DatabaseAsync("live");
        await using var rig = await ClusterRig.StartAsync(source);
        var before = await rig.DocumentsAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        await rig.WipeAsync();

        using (var archive = rig.Open(made.File))
        {
            var refused = Assert.Throws<IOException>(() => new PostgreSqlViosDb(source).Restore(archive.ReadDatabase(), replaces: true));
            Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, []))).ExitCode);
        Assert.Equal(before, await rig.DocumentsAsync());
    }

    [Fact]
    [Trait("Req", "CBR-4")]
    public async Task A_position_can_be_read_again_later_and_one_that_never_was_is_refused()
    {
        await using var rig = await ClusterRig.StartAsync(await DatabaseAsync("positions"));
        var store = rig.Store;
        List<DbRow> then;
        long position;
        using (var now = store.OpenNow())
            (position, then) = (now.Position, [.. now.ReadAll()]);
        await rig.WipeAsync();

        using var again = store.OpenAt(position);

        Assert.Equal(
            then.Select(row => (row.PersistenceId, row.SequenceNr)), again.ReadAll().Select(row => (row.PersistenceId, row.SequenceNr)));
        Assert.Throws<IOException>(() => store.OpenAt(position + 1_000_000));
        Assert.Throws<IOException>(() => new PostgreSqlViosDb("Host=/nowhere;Database=x;Timeout=1").OpenNow());
    }

    private async Task<string> DatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ToString();
    }

    private static IEnumerable<DbRow> Broken()
    {
        yield return new DbRow("x", 1, 0, "", 0, []);
        throw new BackupFormatException("damaged in the middle");
    }
}
