using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Backup.IBackupRecordEvent>;

namespace VioActors.Domain.Backup;

/// <summary>What the backup record of a VIOS decides (BR-3, BR-4). Pure; thread-safe.</summary>
public static class BackupRecordDecisions
{
    /// <summary>Largest file that the VIOS DB keeps, in bytes: a compressed configuration of some 10,000 devices.</summary>
    public const int FileBytesMax = 1 << 20;

    /// <summary>Files of one VIOS in the VIOS DB.</summary>
    public const int FileCountMax = 32;

    public static Outcome Decide(BackupRecordState state, IBackupRecordMessage message) => message switch
    {
        GetBackupRecord get => Decision.Answer<IBackupRecordEvent>(state.ToAnswer(get.Vios)),
        GetStoredBackup get => state.Find(get.File) is { } stored
            ? Decision.Answer<IBackupRecordEvent>(new StoredBackupFound(stored.File, stored.Content))
            : Refuse(RejectionCode.NotFound, $"The VIOS DB has no backup {get.File} of VIOS {get.Vios}; list those that there are."),
        SetBackupPolicy set => SetPolicy(state, set),
        TakeBackupNumber take => Decision.Accept<IBackupRecordEvent>(
            new BackupNumbered(take.Vios, state.LastNumber + 1), new BackupNumberTaken(state.LastNumber + 1)),
        ConcludeBackup conclude => state.LastUtc >= conclude.TakenUtc
            ? Decision.NoOp<IBackupRecordEvent>("A later backup is complete already.")
            : Decision.Accept<IBackupRecordEvent>(Ok.Instance, new BackupConcluded(conclude.File, conclude.TakenUtc)),
        StoreBackup store => Store(state, store),
        DropBackup drop => state.Find(drop.File) is null
            ? Decision.NoOp<IBackupRecordEvent>($"The VIOS DB has no backup {drop.File}.")
            : Decision.Accept<IBackupRecordEvent>(Ok.Instance, new BackupDropped(drop.File)),
        _ => throw new InvalidOperationException($"A backup record knows no message {message.GetType().Name}."),
    };

    private static Outcome SetPolicy(BackupRecordState state, SetBackupPolicy set)
    {
        if (set.Policy.FindFault() is { } fault)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot plan the backups of VIOS {set.Vios}: {fault}");
        }

        // A VIOS with a tight limit on stored files could never complete the next one before it removes the oldest.
        if (set.Policy.Place == BackupPlaceKind.ViosDb && set.Policy.KeepCount >= FileCountMax)
        {
            return Refuse(
                RejectionCode.Invalid,
                $"Cannot plan the backups of VIOS {set.Vios}: the VIOS DB keeps at most {FileCountMax - 1}; keep fewer, or in a "
                    + $"repository.");
        }

        var answer = (state with { Policy = set.Policy }).ToAnswer(set.Vios);
        return state.Policy == set.Policy
            ? Decision.Answer<IBackupRecordEvent>(answer)
            : Decision.Accept<IBackupRecordEvent>(answer, new BackupPolicySet(set.Policy));
    }

    private static Outcome Store(BackupRecordState state, StoreBackup store)
    {
        if (state.Find(store.File) is { } existing)
        {
            return existing.Content.Equals(store.Content)
                ? Decision.NoOp<IBackupRecordEvent>($"{store.File} is there already.")
                : Refuse(RejectionCode.AlreadyExists, $"Cannot store {store.File} in the VIOS DB: another file of that name is there.");
        }

        return store.Content.Count > FileBytesMax
                ? Refuse(
                    RejectionCode.Invalid,
                    $"Cannot store {store.File} in the VIOS DB: it has {store.Content.Count} bytes; the limit is {FileBytesMax}. Use a "
                        + "repository.")
            : state.Files.Count >= FileCountMax
                ? Refuse(
                    RejectionCode.Busy, $"Cannot store {store.File} in the VIOS DB: it keeps {FileCountMax} files already; remove one.")
            : Decision.Accept<IBackupRecordEvent>(Ok.Instance, new BackupStored(store.File, store.Content));
    }

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IBackupRecordEvent>(code, reason);
}
