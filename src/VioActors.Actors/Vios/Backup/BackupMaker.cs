using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Makes backups of a VIOS (BR-2…BR-4). The oldest ones are removed only when the new one is complete and recorded. Thread-safe.
/// </summary>
internal sealed class BackupMaker(
    ViosDefinition definition, BackupEnvironment environment, DbQuestions db, BackupPlaces places, ConfigurationCollector collector)
{
    /// <exception cref="BackupRefusedException">It cannot be made; nothing was removed.</exception>
    public async Task<BackupMade> MakeAsync(string? label, BackupPlaceKind? chosen)
    {
        var policy = (await RecordAsync().ConfigureAwait(false)).Policy;
        var (name, place) = (label ?? policy.Label, chosen ?? policy.Place);
        if (BackupFileName.FindFaultInLabel(name) is { } fault)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, fault);
        }

        var number = (await db.AskAsync<BackupNumbered>(new TakeBackupNumber(definition.Vios), "number the backup").ConfigureAwait(false))
            .Number;
        var document = await DocumentAsync(number).ConfigureAwait(false);
        var file = BackupFileName.OfVios(name, definition.Drc, number);
        var content = ViosArchive.Write(document, environment.Key);
        await places.SaveAsync(place, file, content).ConfigureAwait(false);
        await db.AskAsync<IReply>(
            new ConcludeBackup(definition.Vios, file, document.Header.TakenUtc), "record the backup").ConfigureAwait(false);
        var removed = await PruneAsync(place, file, policy.KeepCount).ConfigureAwait(false);
        return new BackupMade(file, place, document.Devices.Count, content.Length, removed);
    }

    /// <summary>A backup after a change; null when the last one by this label has the same configuration.</summary>
    public async Task<BackupMade?> MakeIfChangedAsync(string label)
    {
        var policy = (await RecordAsync().ConfigureAwait(false)).Policy;
        var last = (await places.NamesAsync(policy.Place).ConfigureAwait(false)).Where(file => IsSameSeries(file, label)).MaxBy(file =>
            file.Number);
        if (last is not null)
        {
            var current = await DocumentAsync(0).ConfigureAwait(false);
            try
            {
                var before = ViosArchive.Read(await places.ReadAsync(last).ConfigureAwait(false), environment.Limits, environment.Key);
                if (before.WithoutMomentary() == current.WithoutMomentary())
                {
                    return null;
                }
            }
            catch (BackupFormatException)
            {
                // One that cannot be read is no backup: a new one is made.
            }
        }

        return await MakeAsync(label, null).ConfigureAwait(false);
    }

    /// <summary>The configuration as it is now.</summary>
    public async Task<BackupDocument> DocumentAsync(long number) =>
        ConfigurationView.Compose(HeaderOf(number, 0), await collector.CollectAsync().ConfigureAwait(false));

    /// <summary>Puts the configuration at a position of the VIOS DB where the parts of a cluster's backup are collated (CBR-4).</summary>
    /// <exception cref="BackupRefusedException">It cannot be made.</exception>
    public PartMade MakePart(MakePart make)
    {
        if (environment is not { Parts: { } parts, Repository: { } repository })
        {
            throw new BackupRefusedException(
                RejectionCode.WrongStatus,
                $"VIOS {definition.Name} reaches no repository of the cluster; set vio-actors.backup.repository.");
        }

        try
        {
            var facts = parts.Of(make.DbPosition, definition.Vios, definition.Drc);
            var content = ViosArchive.Write(ConfigurationView.Compose(HeaderOf(0, make.DbPosition), facts), environment.Key);
            CollatingFolder.Of(repository, make.Collation).Save(definition.Vios, content);
            return new PartMade(definition.Vios, content.Length);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or MessageFormatException)
        {
            throw new BackupRefusedException(RejectionCode.Unspecified, $"it could not make its part: {failed.Message}");
        }
    }

    private BackupHeader HeaderOf(long number, long position)
    {
        var now = definition.Time.GetUtcNow();
        return new BackupHeader(
            definition.Vios, definition.Name, definition.Drc, ClusterName.Parse(definition.Settings.ClusterName), number,
            new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero), position);
    }

    private async Task<ValueList<BackupFileName>> PruneAsync(BackupPlaceKind place, BackupFileName made, int keep)
    {
        var old = (await places.NamesAsync(place).ConfigureAwait(false))
            .Where(file => IsSameSeries(file, made.Label) && file.Number <= made.Number)
            .OrderByDescending(file => file.Number)
            .Skip(keep)
            .Reverse()
            .ToValueList();
        foreach (var file in old)
        {
            await places.DeleteAsync(place, file).ConfigureAwait(false);
        }

        return old;
    }

    private bool IsSameSeries(BackupFileName file, string label) => file.Label == label && file.Drc == definition.Drc;

    private Task<BackupRecordFound> RecordAsync() =>
        db.AskAsync<BackupRecordFound>(new GetBackupRecord(definition.Vios), "read the backup record");
}
