using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Api.Client;

/// <summary>Backup and restore over the API, typed: a refusal is thrown. Thread-safe.</summary>
public static class VioBackupCalls
{
    /// <summary>Backups of a VIOS or of the cluster; null: of all.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<IReadOnlyList<BackupObject>> ListBackupsAsync(
        this IVioApi api, string? parent = null, CancellationToken cancellation = default) =>
        api.ListAsync<BackupObject>(VioObjectKind.Backup, parent, cancellation);

    /// <summary>Makes a backup and waits for it; <see cref="VioApiCalls.BeginAsync"/> with the same creation does not wait.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<BackupObject> BackUpAsync(this IVioApi api, BackupCreation what, CancellationToken cancellation = default) =>
        api.CreateAsync<BackupObject>(what, cancellation);

    /// <summary>Sets when backups are made.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<BackupPlanObject> PlanBackupsAsync(
        this IVioApi api, BackupPlanAlteration what, CancellationToken cancellation = default) =>
        api.ChangeAsync<BackupPlanObject>(0, what, cancellation);

    /// <summary>The configuration of a VIOS as a backup has it, or as it is now.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<ConfigurationObject> ViewAsync(
        this IVioApi api, ViewConfiguration view, CancellationToken cancellation = default) =>
        api.OneAsync<ConfigurationObject>(view, cancellation);

    /// <summary>Restores and waits for the end, or for what it asks.</summary>
    /// <exception cref="VioRefusedException">It was refused, and nothing was changed unless its code is a timeout.</exception>
    public static Task<RestorationObject> RestoreAsync(
        this IVioApi api, RestoreConfiguration restore, CancellationToken cancellation = default) =>
        api.OneAsync<RestorationObject>(restore with { AsJob = null }, cancellation);

    /// <summary>Answers a question, goes on or takes back.</summary>
    /// <exception cref="VioRefusedException">It was refused.</exception>
    public static Task<RestorationObject> DecideAsync(
        this IVioApi api, DecideRestore decision, CancellationToken cancellation = default) =>
        api.OneAsync<RestorationObject>(decision, cancellation);
}
