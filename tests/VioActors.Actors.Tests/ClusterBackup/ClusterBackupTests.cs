using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using VioActors.Actors.Aggregates;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Settings;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Tests.Vios.Backup;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.ClusterBackup;

public class ClusterBackupTests
{
    [Fact]
    [Trait("Req", "CBR-1")]
    [Trait("Req", "CBR-2")]
    public async Task The_cluster_is_backed_up_in_one_file_and_restored_from_it()
    {
        await using var rig = await ClusterRig.StartAsync();
        var before = await rig.DocumentsAsync();

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("nightly"));

        Assert.Equal(("nightly.dev.0001.zip", 3), (made.File.ToString(), made.ViosCount));
        Assert.True(made.DbPosition > 0);
        await rig.WipeAsync();
        Assert.NotEqual(before, await rig.DocumentsAsync());
        var restored = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, []));
        Assert.Equal((0, 3), (restored.ExitCode, restored.Nodes.Count));
        Assert.Equal(before, await rig.DocumentsAsync());
        var again = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, []));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal("", Assert.Single((await rig.Ask<ClusterBackupsListed>(new ListClusterBackups())).Entries).Problem);
    }

    [Fact]
    [Trait("Req", "CBR-4")]
    public async Task Every_part_agrees_with_the_DB_at_the_position_that_it_names_while_the_cluster_goes_on()
    {
        await using var rig = await ClusterRig.StartAsync();
        using var stop = new CancellationTokenSource();
        var changing = rig.ChangeAsync(stop.Token);

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("live"));
        await stop.CancelAsync();
        await changing;

        using var archive = rig.Open(made.File);
        var path = Path.Combine(rig.Folder, "other.sqlite");
        SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false);
        using var copy = SqliteDbAtPosition.Open(path);
        rig.AssertAgree(archive, made.DbPosition, copy);
    }

    [Fact]
    [Trait("Req", "CBR-3")]
    public async Task A_VIOS_that_is_down_is_named_and_a_second_run_finishes_what_the_first_could_not()
    {
        await using var rig = await ClusterRig.StartAsync();
        var full = await rig.Ask<ClusterBackupMade>(new BackUpCluster("full"));
        var before = await rig.DocumentsAsync();
        rig.Down.Add(rig.Vioses[1]);

        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("part"));
        Assert.Equal((2, "vios2", "it is down"), (made.ViosCount, Assert.Single(made.Missing).Name, made.Missing[0].Reason));

        await rig.WipeAsync();
        var first = await rig.Ask<ClusterRestored>(new RestoreCluster(full.File, RestoreOptions.Default, []));
        Assert.Equal((2, "vios2"), (first.ExitCode, Assert.Single(first.Nodes, node => !node.IsComplete).Name));
        rig.Down.Clear();
        var second = await rig.Ask<ClusterRestored>(new RestoreCluster(full.File, RestoreOptions.Default, []));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(before, await rig.DocumentsAsync());
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task One_VIOS_alone_is_restored_and_one_that_is_not_in_the_file_is_refused()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        var before = await rig.DocumentsAsync();
        await rig.WipeAsync();

        var restored = await rig.Ask<ClusterRestored>(new RestoreCluster(made.File, RestoreOptions.Default, [rig.Vioses[2]]));

        Assert.Equal(rig.Vioses[2], Assert.Single(restored.Nodes).Vios);
        var after = await rig.DocumentsAsync();
        Assert.Equal(before[2], after[2]);
        Assert.NotEqual(before[0], after[0]);
        await rig.Ask<Rejected>(new RestoreCluster(made.File, RestoreOptions.Default, [new VioUuid(new Guid(9, 0, 0, new byte[8]))]));
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    [Trait("Req", "BR-9")]
    public async Task A_VIOS_that_is_lost_is_restored_onto_another_one_that_takes_its_place()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        await rig.WipeAsync();
        var (lost, other) = (rig.Vioses[0], rig.Vioses[2]);
        var onto = new RestoreCluster(made.File, RestoreOptions.Default, [lost], other);

        var refused = Assert.Single((await rig.Ask<ClusterRestored>(onto)).Nodes);
        Assert.Contains("no VIOS", refused.Problem, StringComparison.Ordinal);

        rig.Table.Rows = [new UuidTableRow(lost, "vios1", rig.DrcOf(lost), IsActive: false)];
        var restored = await rig.Ask<ClusterRestored>(onto);

        Assert.Equal((0, other), (restored.ExitCode, Assert.Single(restored.Nodes).Vios));
        var mapped = Assert.Single((await rig.DocumentsAsync())[2].Devices, device => device.Kind == DeviceKind.VirtualTarget);
        Assert.Equal("disk1", mapped["backing_device"]);
        await rig.Ask<Rejected>(onto with { Vioses = [] });
    }

    [Fact]
    [Trait("Req", "CBR-3")]
    [Trait("Req", "CBR-4")]
    public async Task A_backup_whose_process_is_lost_in_the_middle_goes_on_at_its_position_by_another_one()
    {
        await using var rig = await ClusterRig.StartAsync();
        var before = await rig.DocumentsAsync();
        rig.Hold(rig.Vioses[2]);
        var lost = rig.Ask<ClusterBackupMade>(new BackUpCluster("cut"));
        await rig.Held.WaitAsync(TestLimits.Answer);
        var work = await Eventually.ReachAsync(
            "the others have made their parts", () => rig.Ask<ClusterWorkFound>(new GetClusterWork()), found => found.DoneCount == 2);
        Assert.Equal(3, work.Count);
        await rig.StopClusterAsync();
        Assert.False(lost.IsCompleted);

        // A part under the name of another VIOS is not taken for its part.
        var collating = Assert.Single(Directory.GetDirectories(Path.Combine(rig.Folder, "repository")));
        File.Copy(
            Path.Combine(collating, $"{rig.Vioses[0]}.tar.gz"), Path.Combine(collating, $"{rig.Vioses[1]}.tar.gz"), overwrite: true);
        await rig.WipeAsync();
        rig.LetGo();

        rig.StartCluster();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("cut"));

        Assert.Equal(("cut.dev.0001.zip", 3, true), (made.File.ToString(), made.ViosCount, made.WentOn));
        Assert.Empty(Directory.GetDirectories(Path.Combine(rig.Folder, "repository")));
        using (var archive = rig.Open(made.File))
        {
            Assert.All(before.Zip(rig.Vioses), pair => Assert.Equal(
                pair.First,
                ViosArchive.Read(archive.ReadVios(pair.Second).Memory, BackupLimits.Default, rig.Key).WithoutMomentary()));
        }

        Assert.Equal(2, (await rig.Ask<ClusterBackupMade>(new BackUpCluster("cut"))).File.Number);
    }

    [Fact]
    [Trait("Req", "BR-5")]
    [Trait("Req", "CBR-1")]
    public async Task A_backup_of_the_cluster_is_viewed_as_a_whole_and_by_VIOS()
    {
        await using var rig = await ClusterRig.StartAsync();
        rig.Down.Add(rig.Vioses[1]);
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));

        var viewed = await rig.Ask<ClusterBackupViewed>(new ViewClusterBackup(made.File));

        Assert.Equal(["vios1", "vios3"], viewed.Parts.Select(part => part.Header.Name).Order());
        Assert.Equal("vios2", Assert.Single(viewed.Missing).Name);
        Assert.All(viewed.Parts, part => Assert.Equal(made.DbPosition, part.Header.DbPosition));
        var part = (await rig.Ask<BackupViewed>(new ViewClusterPart(made.File, rig.Vioses[0]))).Document;
        Assert.Equal((await rig.DocumentsAsync())[0], part.WithoutMomentary());
        await rig.Ask<Rejected>(new ViewClusterPart(made.File, rig.Vioses[1]));
    }

    [Theory]
    [Trait("Req", "CBR-5")]
    [InlineData("damaged")]
    [InlineData("other cluster")]
    [InlineData("swapped part")]
    public async Task A_hostile_file_is_refused_before_any_VIOS_is_changed_and_administrators_are_told(string how)
    {
        await using var rig = await ClusterRig.StartAsync();
        using var server = new TestMailServer();
        await rig.StopClusterAsync();
        rig.Mailer = new SmtpMailer(new MailSettings(
            "127.0.0.1", server.Port, "vios@example.org", ["admin@example.org"], false, TestLimits.Answer));
        rig.StartCluster();
        var told = new TaskCompletionSource<ClusterRestoreRefused>(TaskCreationOptions.RunContinuationsAsynchronously);
        var console = rig.System.ActorOf(Props.Create(() => new Console(told)));
        rig.System.EventStream.Subscribe(console, typeof(ClusterRestoreRefused));
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("all"));
        await rig.WipeAsync();
        var wiped = await rig.DocumentsAsync();
        await SpoilAsync(rig, Path.Combine(rig.Folder, "repository", made.File.ToString()), how);

        var refused = await rig.Ask<Rejected>(new RestoreCluster(made.File, RestoreOptions.Default, []));

        Assert.Contains("Nothing was changed", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(wiped, await rig.DocumentsAsync());
        var (cluster, file) = ((await told.Task.WaitAsync(TestLimits.Answer)).Cluster.Value, (await told.Task).File);
        Assert.Equal(("dev", made.File.ToString()), (cluster, file));
        var mail = await server.Mail.WaitAsync(TestLimits.Answer);
        Assert.Contains("Subject: Restore of cluster dev refused", mail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "CBR-2")]
    public async Task The_DB_is_restored_whole_or_not_at_all()
    {
        await using var rig = await ClusterRig.StartAsync();
        var made = await rig.Ask<ClusterBackupMade>(new BackUpCluster("db"));
        using var archive = rig.Open(made.File);
        var path = Path.Combine(rig.Folder, "restored.sqlite");
        var count = SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false);

        Assert.Equal(count, Rows(path));
        Assert.Throws<IOException>(() => SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: false));
        Assert.Throws<BackupFormatException>(() => SqliteDbRestore.Restore(
            path, archive.ReadDatabase().Take(3).Concat(Broken()), replaces: true));
        Assert.Equal(count, Rows(path));
        Assert.Equal(count, SqliteDbRestore.Restore(path, archive.ReadDatabase(), replaces: true));

        static IEnumerable<DbRow> Broken()
        {
            yield return new DbRow("x", 1, 0, "", 0, []);
            throw new BackupFormatException("damaged in the middle");
        }
    }

    private static async Task SpoilAsync(ClusterRig rig, string path, string how)
    {
        if (how == "damaged")
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes[bytes.Length / 3] ^= 0x10;
            await File.WriteAllBytesAsync(path, bytes);
            return;
        }

        using var archive = ClusterArchive.Open(
            new MemoryStream(await File.ReadAllBytesAsync(path)), BackupLimits.Default, rig.Key);
        await using var stream = new FileStream(path, FileMode.Create);
        using var writer = new ClusterArchiveWriter(stream, how == "other cluster" ? new ClusterKey([.. new byte[31], 1]) : rig.Key);
        var part = archive.ReadVios(rig.Vioses[0]);
        foreach (var vios in rig.Vioses)
            writer.AddVios(vios, how == "other cluster" ? archive.ReadVios(vios).Memory : part.Memory);
        writer.AddDatabase(archive.ReadDatabase().ToList());
        writer.Complete(archive.Manifest.Cluster, archive.Manifest.Number, archive.Manifest.TakenUtc, archive.Manifest.DbPosition);
    }

    private static int Rows(string path)
    {
        using var db = SqliteDbAtPosition.Open(path);
        return db.ReadAll().Count();
    }

    private sealed class Console : ReceiveActor
    {
        public Console(TaskCompletionSource<ClusterRestoreRefused> told) =>
            Receive<ClusterRestoreRefused>(refused => told.TrySetResult(refused));
    }
}
