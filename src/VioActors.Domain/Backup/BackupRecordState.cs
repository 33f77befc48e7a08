using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>Policy, numbering and stored files of one VIOS's backups. Immutable.</summary>
public sealed record BackupRecordState(
    BackupPolicy Policy, long LastNumber, DateTimeOffset? LastUtc, ImmutableList<StoredBackup> Files)
{
    public static BackupRecordState Empty { get; } = new(BackupPolicy.Default, 0, null, []);

    public static BackupRecordState From(BackupRecordSnapshot snapshot) =>
        new(snapshot.Policy, snapshot.LastNumber, snapshot.LastUtc, [.. snapshot.Files]);

    public BackupRecordSnapshot ToSnapshot() => new(Policy, LastNumber, LastUtc, Files.ToValueList());

    public BackupRecordFound ToAnswer(VioUuid vios) => new(
        vios, Policy, LastNumber, LastUtc, Files.Select(stored => stored.File).OrderBy(file => file.Number).ToValueList());

    public StoredBackup? Find(BackupFileName file) => Files.Find(stored => stored.File == file);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public BackupRecordState Apply(IBackupRecordEvent @event) => @event switch
    {
        BackupPolicySet e => this with { Policy = e.Policy },
        BackupNumberTaken e => this with { LastNumber = e.Number },
        BackupConcluded e => this with { LastUtc = e.TakenUtc },
        BackupStored e => this with { Files = Files.Add(new StoredBackup(e.File, e.Content)) },
        BackupDropped e => this with { Files = Files.RemoveAll(stored => stored.File == e.File) },
        _ => throw new InvalidOperationException($"A backup record knows no event {@event.GetType().Name}; a newer version wrote it."),
    };
}
