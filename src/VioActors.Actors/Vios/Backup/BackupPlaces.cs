using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// The places where the backups of a VIOS are kept (BR-3): beside the local store, in the repository, in the VIOS DB. Thread-safe.
/// </summary>
internal sealed class BackupPlaces(ViosDefinition definition, BackupEnvironment environment, DbQuestions db)
{
    private static readonly BackupPlaceKind[] All = [BackupPlaceKind.LocalStore, BackupPlaceKind.Repository, BackupPlaceKind.ViosDb];

    /// <summary>What a crash left of files that were being written.</summary>
    public void DropUnfinished()
    {
        environment.Local.DropUnfinished(_ => true);
        environment.Repository?.DropUnfinished(name => name.Drc == definition.Drc);
    }

    /// <summary>Keeps a file; it is durable when the call completes, and reads back as it was written.</summary>
    /// <exception cref="BackupRefusedException">It cannot be kept there.</exception>
    public async Task SaveAsync(BackupPlaceKind place, BackupFileName file, byte[] content)
    {
        if (place == BackupPlaceKind.ViosDb)
        {
            await db.AskAsync<IReply>(new StoreBackup(definition.Vios, file, new FileBytes(content)), $"keep {file}").ConfigureAwait(false);
            return;
        }

        var folder = FolderOf(place);
        Try($"keep {file} in {folder.FullPath}", () =>
        {
            folder.Save(file, stream => stream.Write(content));
            using var stream = folder.Open(file);
            ViosArchive.Read(stream, environment.Limits, environment.Key);
        });
    }

    /// <summary>Names of the files at a place.</summary>
    public async Task<IReadOnlyList<BackupFileName>> NamesAsync(BackupPlaceKind place)
    {
        if (place == BackupPlaceKind.ViosDb)
        {
            return (await RecordAsync().ConfigureAwait(false)).Files;
        }

        return place == BackupPlaceKind.Repository && environment.Repository is null
            ? []
            : Try("list the backups", () => FolderOf(place).List().Select(file => file.Name).ToList());
    }

    /// <summary>Opens every file of every place; one that is not valid says why.</summary>
    public async Task<ValueList<BackupEntry>> ListAsync()
    {
        var entries = new List<BackupEntry>();
        foreach (var place in All)
        {
            foreach (var name in (await NamesAsync(place).ConfigureAwait(false)).Where(name => name.Drc is not null))
            {
                entries.Add(await EntryAsync(place, name).ConfigureAwait(false));
            }
        }

        return entries.ToValueList();
    }

    /// <summary>The bytes of a file at the first place that has it.</summary>
    /// <exception cref="BackupRefusedException">No place has it.</exception>
    public async Task<byte[]> ReadAsync(BackupFileName file)
    {
        foreach (var place in All)
        {
            if ((await NamesAsync(place).ConfigureAwait(false)).Contains(file))
            {
                return await ReadAsync(place, file).ConfigureAwait(false);
            }
        }

        throw new BackupRefusedException(
            RejectionCode.NotFound, $"There is no backup {file} of VIOS {definition.Name}; list shows those that there are.");
    }

    public async Task DeleteAsync(BackupPlaceKind place, BackupFileName file)
    {
        if (place == BackupPlaceKind.ViosDb)
        {
            await db.AskAsync<IReply>(new DropBackup(definition.Vios, file), $"remove {file}").ConfigureAwait(false);
        }
        else
        {
            Try($"remove {file}", () => FolderOf(place).Delete(file));
        }
    }

    private async Task<BackupEntry> EntryAsync(BackupPlaceKind place, BackupFileName file)
    {
        var size = 0L;
        try
        {
            var content = await ReadAsync(place, file).ConfigureAwait(false);
            size = content.Length;
            var document = ViosArchive.Read(content, environment.Limits, environment.Key);
            return document.Header.Number == file.Number && document.Header.Drc == file.Drc
                ? new BackupEntry(file, place, size, document.Header, "")
                : new BackupEntry(file, place, size, null, "its name is not the one that it was given");
        }
        catch (Exception wrong) when (wrong is BackupFormatException or BackupRefusedException)
        {
            return new BackupEntry(file, place, size, null, wrong.Message);
        }
    }

    private async Task<byte[]> ReadAsync(BackupPlaceKind place, BackupFileName file)
    {
        if (place == BackupPlaceKind.ViosDb)
        {
            var stored = await db.AskAsync<StoredBackupFound>(new GetStoredBackup(definition.Vios, file), $"read {file}").ConfigureAwait(
                false);
            return stored.Content.Memory.ToArray();
        }

        return Try($"read {file}", () =>
        {
            using var stream = FolderOf(place).Open(file);
            if (stream.Length > environment.Limits.FileBytesMax)
            {
                throw new IOException($"it has {stream.Length} bytes; the limit is {environment.Limits.FileBytesMax}");
            }

            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        });
    }

    private Task<BackupRecordFound> RecordAsync() =>
        db.AskAsync<BackupRecordFound>(new GetBackupRecord(definition.Vios), "read the backup record");

    private BackupFolder FolderOf(BackupPlaceKind place) => place == BackupPlaceKind.Repository
        ? environment.Repository ?? throw new BackupRefusedException(
            RejectionCode.NotFound, "There is no repository folder; set vio-actors.backup.repository, or choose another place.")
        : environment.Local;

    private static void Try(string doing, Action action) => Try(doing, () =>
    {
        action();
        return 0;
    });

    private static T Try<T>(string doing, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or BackupFormatException)
        {
            throw new BackupRefusedException(RejectionCode.Unspecified, $"Cannot {doing}: {failed.Message}");
        }
    }
}
