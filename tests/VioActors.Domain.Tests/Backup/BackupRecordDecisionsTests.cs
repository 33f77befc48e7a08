using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Backup;

public class BackupRecordDecisionsTests
{
    private static readonly VioUuid Id = ViosId(1);

    [Fact]
    [Trait("Req", "BR-3")]
    public void Every_backup_gets_a_number_of_its_own()
    {
        var record = Empty();

        Assert.Equal([1L, 2L, 3L], Enumerable.Range(0, 3).Select(_ => record.Answered<BackupNumbered>(new TakeBackupNumber(Id)).Number));
    }

    [Fact]
    [Trait("Req", "BR-4")]
    public void A_plan_is_kept_and_a_wrong_one_changes_nothing()
    {
        var record = Empty();
        var policy = BackupPolicy.Default with { Frequency = BackupFrequency.Daily, KeepCount = 3 };

        Assert.Equal(policy, record.Answered<BackupRecordFound>(new SetBackupPolicy(Id, policy)).Policy);
        record.Refused(new SetBackupPolicy(Id, policy with { Minute = -1 }), RejectionCode.Invalid);
        record.Refused(
            new SetBackupPolicy(Id, policy with { Place = BackupPlaceKind.ViosDb, KeepCount = 32 }), RejectionCode.Invalid);

        Assert.Equal(policy, record.State.Policy);
    }

    [Fact]
    public void A_file_in_the_DB_is_kept_as_it_is_until_it_is_dropped()
    {
        var record = Empty();
        var content = new FileBytes([1, 2, 3]);

        record.Accepted(new StoreBackup(Id, File(1), content));
        Assert.IsType<NoOp>(record.Do(new StoreBackup(Id, File(1), content)).Reply);
        record.Refused(new StoreBackup(Id, File(1), new FileBytes([4])), RejectionCode.AlreadyExists);
        Assert.Equal(content, record.Answered<StoredBackupFound>(new GetStoredBackup(Id, File(1))).Content);
        Assert.Equal([File(1)], record.Answered<BackupRecordFound>(new GetBackupRecord(Id)).Files);

        record.Accepted(new DropBackup(Id, File(1)));
        Assert.IsType<NoOp>(record.Do(new DropBackup(Id, File(1))).Reply);
        record.Refused(new GetStoredBackup(Id, File(1)), RejectionCode.NotFound);
    }

    [Fact]
    public void The_DB_takes_neither_large_files_nor_many()
    {
        var record = Empty();
        record.Refused(
            new StoreBackup(Id, File(1), new FileBytes(new byte[BackupRecordDecisions.FileBytesMax + 1])), RejectionCode.Invalid);

        for (var number = 1; number <= BackupRecordDecisions.FileCountMax; number++)
        {
            record.Accepted(new StoreBackup(Id, File(number), new FileBytes([1])));
        }

        record.Refused(new StoreBackup(Id, File(99), new FileBytes([1])), RejectionCode.Busy);
    }

    [Fact]
    public void The_last_time_only_goes_on()
    {
        var record = Empty();
        record.Accepted(new ConcludeBackup(Id, File(2), Now));

        Assert.IsType<NoOp>(record.Do(new ConcludeBackup(Id, File(1), Now.AddMinutes(-1))).Reply);

        Assert.Equal(Now, record.State.LastUtc);
        Assert.Equal(record.State.ToAnswer(Id), BackupRecordState.From(record.State.ToSnapshot()).ToAnswer(Id));
    }

    private static BackupFileName File(int number) => BackupFileName.OfVios("viosbr", DrcName.Parse($"{CecA}-V1"), number);

    private static Playback<BackupRecordState, IBackupRecordEvent, IBackupRecordMessage> Empty() =>
        new(BackupRecordState.Empty, BackupRecordDecisions.Decide, (state, @event) => state.Apply(@event));
}
