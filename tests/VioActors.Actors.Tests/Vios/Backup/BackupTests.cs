using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Vios.Backup;

public class BackupTests
{
    [Theory]
    [Trait("Req", "BR-3")]
    [InlineData(BackupPlaceKind.LocalStore)]
    [InlineData(BackupPlaceKind.Repository)]
    [InlineData(BackupPlaceKind.ViosDb)]
    public async Task A_backup_is_kept_where_it_was_asked_for_and_holds_the_configuration(BackupPlaceKind place)
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.DeployAsync(rig.RandomDocument(1, 2));

        var made = await rig.Ask<BackupMade>(new MakeBackup("nightly", place));

        Assert.Equal($"nightly.{rig.Definition.Drc}.0001.tar.gz", made.File.ToString());
        var entry = Assert.Single((await rig.Ask<BackupsListed>(new ListBackups())).Entries);
        Assert.Equal((place, made.File, "", rig.Vios), (entry.Place, entry.File, entry.Problem, entry.Header!.Vios));
        var viewed = (await rig.Ask<BackupViewed>(new ViewBackup(made.File))).Document;
        Assert.Equal(await rig.CurrentAsync(), viewed.WithoutMomentary());
        Assert.Contains(viewed.Devices, device => device is { Kind: DeviceKind.VirtualTarget } && device["udid"] == BackupRig.LuOf(0)
            .ToString());
    }

    [Fact]
    [Trait("Req", "BR-4")]
    public async Task The_last_ones_are_kept_and_the_oldest_goes_only_when_the_new_one_is_complete()
    {
        await using var rig = await BackupRig.StartAsync();
        await rig.Ask<BackupPlanned>(new PlanBackups(BackupPolicy.Default with { KeepCount = 2 }));
        for (var number = 0; number < 3; number++)
            await rig.Ask<BackupMade>(new MakeBackup(null, null));
        await rig.Ask<BackupMade>(new MakeBackup("other", null));
        Assert.Equal([4L, 2L, 3L], await NumbersAsync(rig));

        // Nothing can be written in a folder that is gone: the backup fails, and nothing was removed.
        var folder = rig.Environment.Local.FullPath;
        Directory.Move(folder, folder + "-away");
        var refused = await rig.AskRefused(new MakeBackup(null, null));
        Directory.Move(folder + "-away", folder);

        Assert.Contains("Cannot keep", refused.Reason, StringComparison.Ordinal);
        Assert.Equal([4L, 2L, 3L], await NumbersAsync(rig));
        var made = await rig.Ask<BackupMade>(new MakeBackup(null, null));
        Assert.Equal([2L], made.Removed.Select(file => file.Number));
    }

    [Fact]
    [Trait("Req", "BR-3")]
    public async Task A_file_that_was_changed_is_listed_with_the_reason_and_cannot_be_viewed()
    {
        await using var rig = await BackupRig.StartAsync();
        var made = await rig.Ask<BackupMade>(new MakeBackup(null, null));
        var path = Path.Combine(rig.Environment.Local.FullPath, made.File.ToString());
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^40]);
        File.Copy(path, Path.Combine(rig.Environment.Local.FullPath, $"viosbr.{rig.Definition.Drc}.0077.tar.gz"));

        var entries = (await rig.Ask<BackupsListed>(new ListBackups())).Entries;

        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.True(entry.Header is null && entry.Problem.Length > 0));
        await rig.AskRefused(new ViewBackup(made.File));
        await rig.AskRefused(new ViewBackup(BackupFileName.OfVios("none", rig.Definition.Drc, 1)));
    }

    [Fact]
    public async Task A_file_under_another_name_is_not_valid()
    {
        await using var rig = await BackupRig.StartAsync();
        var made = await rig.Ask<BackupMade>(new MakeBackup(null, null));
        var folder = rig.Environment.Local.FullPath;
        File.Move(Path.Combine(folder, made.File.ToString()), Path.Combine(folder, $"viosbr.{rig.Definition.Drc}.0042.tar.gz"));

        var entry = Assert.Single((await rig.Ask<BackupsListed>(new ListBackups())).Entries);

        Assert.Contains("its name is not", entry.Problem, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "BR-4")]
    public async Task A_backup_that_is_due_by_the_clock_is_made_once()
    {
        await using var rig = await BackupRig.StartAsync();
        var planned = await rig.Ask<BackupPlanned>(new PlanBackups(BackupPolicy.Default with { Frequency = BackupFrequency.Daily }));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 0, 1, 0, TimeSpan.Zero), planned.NextUtc);
        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        Assert.Single(await NumbersAsync(rig));

        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        Assert.Single(await NumbersAsync(rig));

        rig.Clock.Now = planned.NextUtc!.Value;
        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        Assert.Equal([1L, 2L], await NumbersAsync(rig));
    }

    [Fact]
    [Trait("Req", "BR-4")]
    public async Task A_backup_by_the_clock_that_finds_the_line_full_is_made_later()
    {
        await using var rig = await BackupRig.StartAsync();
        var planned = await rig.Ask<BackupPlanned>(new PlanBackups(BackupPolicy.Default with { Frequency = BackupFrequency.Daily }));
        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        Assert.Single(await NumbersAsync(rig));
        rig.Environment = rig.Environment with { RetryDelay = TimeSpan.FromSeconds(1) };
        var db = rig.System.ActorOf(Props.Create(() => new Barrier(rig.ViosDb)));
        await rig.RestartAsync(db);
        Assert.Single(await NumbersAsync(rig));

        // One waits for the DB, behind it as many as may wait; the clock comes after them.
        await db.Ask<Ok>(new Barrier.Close(), TestLimits.Answer);
        var waiting = Enumerable.Range(0, BackupActor.WaitingMax + 1).Select(_ => rig.Ask<BackupsListed>(new ListBackups())).ToList();
        rig.Clock.Now = planned.NextUtc!.Value;
        rig.Actor.Tell(BackupActor.CheckSchedule.Instance, ActorRefs.NoSender);
        Assert.Equal(RejectionCode.Busy, (await rig.AskRefused(new ListBackups())).Code);
        db.Tell(new Barrier.Open(), ActorRefs.NoSender);
        await Task.WhenAll(waiting);

        await Eventually.ReachAsync("the backup is made", () => NumbersAsync(rig), numbers => numbers.Count == 2);
    }

    [Fact]
    [Trait("Req", "BR-4")]
    public async Task A_change_is_followed_by_a_backup_and_no_change_by_none()
    {
        await using var rig = await BackupRig.StartAsync();

        rig.Actor.Tell(ConfigurationChanged.Instance, ActorRefs.NoSender);
        var first = await Eventually.ReachAsync("a backup follows", () => NumbersAsync(rig), numbers => numbers.Count == 1);
        rig.Actor.Tell(ConfigurationChanged.Instance, ActorRefs.NoSender);
        await rig.Db<DeviceAnswer>(new AddDevice(rig.Vios, Device.Of(DeviceKind.VolumeGroup, "datavg9", null, "")));
        rig.Actor.Tell(ConfigurationChanged.Instance, ActorRefs.NoSender);
        await Eventually.ReachAsync("another one follows", () => NumbersAsync(rig), numbers => numbers.Count == 2);

        var files = (await rig.Ask<BackupsListed>(new ListBackups())).Entries;
        Assert.All(files, entry => Assert.Equal("auto", entry.File.Label));
        var last = (await rig.Ask<BackupViewed>(new ViewBackup(files[^1].File))).Document;
        Assert.NotNull(last.Find(DeviceKind.VolumeGroup, "datavg9"));
        Assert.Equal([1L], first);
    }

    [Fact]
    public async Task What_a_crash_left_is_cleared_at_the_start()
    {
        await using var rig = await BackupRig.StartAsync();
        var left = Path.Combine(rig.Environment.Local.FullPath, $"viosbr.{rig.Definition.Drc}.0005.tar.gz.part");
        await File.WriteAllTextAsync(left, "half a file");

        await rig.RestartAsync();

        Assert.Empty((await rig.Ask<BackupsListed>(new ListBackups())).Entries);
        Assert.False(File.Exists(left));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("")]
    [InlineData("with blank")]
    public async Task A_label_that_is_no_name_is_refused(string label)
    {
        await using var rig = await BackupRig.StartAsync(0);

        Assert.Equal(RejectionCode.Invalid, (await rig.AskRefused(new MakeBackup(label, null))).Code);
    }

    [Fact]
    public async Task A_backup_taken_while_the_configuration_changes_is_a_state_that_existed()
    {
        await using var rig = await BackupRig.StartAsync();
        var states = new List<BackupDocument> { await rig.CurrentAsync() };
        using var stop = new CancellationTokenSource();
        var changing = ChangeAsync(rig, states, stop.Token);
        var taken = new List<BackupDocument>();
        for (var number = 0; number < 6; number++)
        {
            var file = (await rig.Ask<BackupMade>(new MakeBackup(null, null))).File;
            taken.Add((await rig.Ask<BackupViewed>(new ViewBackup(file))).Document.WithoutMomentary());
        }

        await stop.CancelAsync();
        await changing;

        Assert.All(taken, document => Assert.Contains(document, states));
    }

    // Each change alters two aggregates in turn; every state between is noted.
    private static async Task ChangeAsync(BackupRig rig, List<BackupDocument> states, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested && number < 40; number++)
        {
            await rig.Db<object>(new AddDevice(rig.Vios, Device.Of(DeviceKind.VolumeGroup, $"vg{number}", null, "")));
            states.Add(Now(states[^1], Device.Of(DeviceKind.VolumeGroup, $"vg{number}", null, "")));
            var slot = new Domain.Values.SlotNumber(number + 10);
            var adapter = (await rig.Db<Domain.Vios.ServerAdapterAnswer>(new Domain.Vios.AddServerAdapter(
                rig.Vios, Domain.Vios.ServerAdapterKind.VirtualScsi, slot,
                Domain.Values.ClientKey.OfLpar(rig.Definition.Drc.Cec, new Domain.Values.PartitionId(5)), slot, null))).Adapter;
            states.Add(Now(states[^1], ConfigurationView.Of(adapter)));
        }
    }

    private static BackupDocument Now(BackupDocument before, Device added) =>
        new(before.Header, [.. before.Devices.Append(added).OrderBy(device => device.Key)]);

    private static async Task<IReadOnlyList<long>> NumbersAsync(BackupRig rig) =>
        [.. (await rig.Ask<BackupsListed>(new ListBackups())).Entries.Select(entry => entry.File.Number)];
}
