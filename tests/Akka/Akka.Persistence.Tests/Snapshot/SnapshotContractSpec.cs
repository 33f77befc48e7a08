using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Snapshot;

/// <summary>What every snapshot store must do; run on each.</summary>
public abstract class SnapshotContractSpec : StoreSpec
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [ContractFact]
    public async Task Without_a_snapshot_there_is_none() => Assert.Null(await LoadAsync("nobody"));

    [ContractFact]
    public async Task The_newest_that_matches_is_loaded()
    {
        await SaveThreeAsync("a");

        Assert.Equal(30, (await LoadAsync("a"))!.Metadata.SequenceNr);
        Assert.Equal(20, (await LoadAsync("a", new SnapshotSelectionCriteria(29)))!.Metadata.SequenceNr);
        Assert.Equal(20, (await LoadAsync("a", SnapshotSelectionCriteria.Latest, 25))!.Metadata.SequenceNr);
        Assert.Equal(10, (await LoadAsync("a", new SnapshotSelectionCriteria(99, Start.AddMinutes(19))))!.Metadata.SequenceNr);
        Assert.Null(await LoadAsync("a", new SnapshotSelectionCriteria(9)));
        Assert.Null(await LoadAsync("a", new SnapshotSelectionCriteria(99, DateTime.MaxValue, 31)));
        Assert.Null(await LoadAsync("a", SnapshotSelectionCriteria.None));
        Assert.Null(await LoadAsync("a-", SnapshotSelectionCriteria.Latest));
    }

    [ContractFact]
    public async Task Criteria_have_ends_in_number_and_in_time_and_both_count()
    {
        await SaveThreeAsync("a");

        Assert.Equal(30, (await LoadAsync("a", Between(0, 99, null, Start.AddMinutes(30))))!.Metadata.SequenceNr);
        Assert.Equal(20, (await LoadAsync("a", Between(0, 99, null, Start.AddMinutes(30).AddTicks(-1))))!.Metadata.SequenceNr);
        Assert.Equal(20, (await LoadAsync("a", Between(20, 20, Start.AddMinutes(20), Start.AddMinutes(20))))!.Metadata.SequenceNr);
        Assert.Null(await LoadAsync("a", Between(0, 29, Start.AddMinutes(21), DateTime.MaxValue)));
        Assert.Null(await LoadAsync("a", Between(21, 29, null, DateTime.MaxValue)));
        Assert.Null(await LoadAsync("a", Between(31, 99, null, DateTime.MaxValue), 99));
        Assert.Equal(10, (await LoadAsync("a", Between(5, 99, null, DateTime.MaxValue), 19))!.Metadata.SequenceNr);
    }

    [ContractFact]
    public async Task Deletion_by_criteria_leaves_what_is_outside_of_either_end()
    {
        await SaveThreeAsync("a");

        await Snapshots.Ask<DeleteSnapshotsSuccess>(
            new DeleteSnapshots("a", Between(0, 99, Start.AddMinutes(11), Start.AddMinutes(29))), Limit);
        Assert.Null(await LoadAsync("a", Between(20, 20, null, DateTime.MaxValue)));
        await Snapshots.Ask<DeleteSnapshotsSuccess>(new DeleteSnapshots("a", Between(11, 99, null, DateTime.MaxValue)), Limit);

        Assert.Equal(10, (await LoadAsync("a"))!.Metadata.SequenceNr);
    }

    [ContractFact]
    public async Task Content_and_time_come_back()
    {
        await SaveThreeAsync("a");

        var loaded = (await LoadAsync("a", new SnapshotSelectionCriteria(20)))!;

        Assert.Equal(["20"], Assert.IsType<Items>(loaded.Snapshot).Texts);
        Assert.Equal(new SnapshotMetadata("a", 20, Start.AddMinutes(20)), loaded.Metadata);
    }

    [ContractFact]
    public async Task A_snapshot_of_the_same_number_is_replaced()
    {
        await SaveThreeAsync("a");
        await SaveAsync(new SnapshotMetadata("a", 30, Start.AddMinutes(31)), "again");

        Assert.Equal(["again"], Assert.IsType<Items>((await LoadAsync("a"))!.Snapshot).Texts);
        await Snapshots.Ask<DeleteSnapshotSuccess>(new DeleteSnapshot(new SnapshotMetadata("a", 30)), Limit);
        Assert.Equal(20, (await LoadAsync("a"))!.Metadata.SequenceNr);
    }

    [ContractFact]
    public async Task A_snapshot_without_a_time_gets_one()
    {
        var answer = await Snapshots.Ask<SaveSnapshotSuccess>(new SaveSnapshot(new SnapshotMetadata("a", 1), new Items([])), Limit);

        Assert.InRange(answer.Metadata.Timestamp, new DateTime(2020, 1, 1), DateTime.MaxValue);
    }

    [ContractFact]
    public async Task One_or_matching_snapshots_are_deleted_and_a_repeat_is_safe()
    {
        await SaveThreeAsync("a");
        await SaveThreeAsync("b");

        await Snapshots.Ask<DeleteSnapshotSuccess>(new DeleteSnapshot(new SnapshotMetadata("a", 30, Start)), Limit);
        Assert.Equal(30, (await LoadAsync("a"))!.Metadata.SequenceNr);
        await Snapshots.Ask<DeleteSnapshotSuccess>(new DeleteSnapshot(new SnapshotMetadata("a", 30)), Limit);
        await Snapshots.Ask<DeleteSnapshotSuccess>(new DeleteSnapshot(new SnapshotMetadata("a", 30)), Limit);
        Assert.Equal(20, (await LoadAsync("a"))!.Metadata.SequenceNr);
        await Snapshots.Ask<DeleteSnapshotsSuccess>(new DeleteSnapshots("a", new SnapshotSelectionCriteria(20)), Limit);

        Assert.Null(await LoadAsync("a"));
        Assert.Equal(30, (await LoadAsync("b"))!.Metadata.SequenceNr);
    }

    [ContractFact]
    public async Task What_cannot_be_serialized_is_a_failure()
    {
        if (!Store.Durable)
            return;
        var failure = await Snapshots.Ask<SaveSnapshotFailure>(
            new SaveSnapshot(new SnapshotMetadata("a", 1), new Unserializable()), Limit);

        Assert.Equal(1, failure.Metadata.SequenceNr);
        Assert.Null(await LoadAsync("a"));
    }

    private static SnapshotSelectionCriteria Between(long min, long max, DateTime? from, DateTime to) => new(max, to, min, from);

    protected static TimeSpan Limit => TimeSpan.FromSeconds(60);

    protected async Task SaveThreeAsync(string id)
    {
        foreach (var number in new[] { 20, 10, 30 })
            await SaveAsync(new SnapshotMetadata(id, number, Start.AddMinutes(number)), $"{number}");
    }

    protected async Task<SelectedSnapshot?> LoadAsync(string id, SnapshotSelectionCriteria? criteria = null, long to = long.MaxValue) =>
        (await Snapshots.Ask<LoadSnapshotResult>(new LoadSnapshot(id, criteria ?? SnapshotSelectionCriteria.Latest, to), Limit)).Snapshot;

    private async Task SaveAsync(SnapshotMetadata metadata, string text) =>
        await Snapshots.Ask<SaveSnapshotSuccess>(new SaveSnapshot(metadata, new Items([text])), Limit);
}

public sealed class MemorySnapshotSpec : SnapshotContractSpec
{
    protected override Store Store { get; } = new MemoryStore();
}

public sealed class SqliteSnapshotSpec : SnapshotContractSpec
{
    protected override Store Store { get; } = new SqliteStore();
}

public sealed class LocalSnapshotSpec : SnapshotContractSpec
{
    protected override LocalFileStore Store { get; } = new();

    [ContractFact]
    public async Task A_damaged_file_is_skipped_for_the_older_one()
    {
        await SaveThreeAsync("a");
        var newest = Directory.GetFiles(Store.Folder, "snapshot-a-30-*").Single();
        var bytes = await File.ReadAllBytesAsync(newest);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes);

        Assert.Equal(20, (await LoadAsync("a"))!.Metadata.SequenceNr);
    }

    [ContractFact]
    public async Task When_no_file_can_be_read_the_load_fails()
    {
        await SaveThreeAsync("a");
        foreach (var file in Directory.GetFiles(Store.Folder))
            await File.WriteAllTextAsync(file, "x");

        var failed = await Snapshots.Ask<LoadSnapshotFailed>(
            new LoadSnapshot("a", SnapshotSelectionCriteria.Latest, long.MaxValue), Limit);

        Assert.IsType<InvalidDataException>(failed.Cause);
    }

    [ContractFact]
    public async Task Ids_of_any_length_and_form_have_files()
    {
        var ids = new[] { "../../etc/x", new string('y', 700), "a-1", "a" };
        foreach (var id in ids)
            await SaveThreeAsync(id);

        foreach (var id in ids)
            Assert.Equal(30, (await LoadAsync(id))!.Metadata.SequenceNr);
        Assert.Equal(12, Directory.GetFiles(Store.Folder).Length);
    }
}
