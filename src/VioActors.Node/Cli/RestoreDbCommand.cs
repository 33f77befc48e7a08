using System.Security.Cryptography;
using VioActors.Actors.Settings;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Persistence.Backup;
using VioActors.Persistence.LocalStore;

namespace VioActors.Node.Cli;

/// <summary>
/// Puts the VIOS DB of a cluster's backup in the place of the one in the data folder (CBR-2). The system must be stopped: its folder is
/// locked meanwhile.
/// </summary>
internal static class RestoreDbCommand
{
    public static async Task<int> RunAsync(string file, bool replaces, SettingsOverrides overrides, TextWriter output, TextWriter error)
    {
        try
        {
            var settings = VioActorsSettings.Read(NodeConfiguration.Load(overrides, Environment.GetEnvironmentVariables()));
            var environment = DevEnvironment.Real(settings);
            Directory.CreateDirectory(settings.DataDirectory);
            await using var @lock = DevSystem.Lock(settings.DataDirectory).ConfigureAwait(false);
            using var random = RandomNumberGenerator.Create();
            using var archive = ClusterArchive.Open(
                File.OpenRead(file), BackupLimits.Default, DevBackup.KeyOf(settings, random));
            var count = SqliteDbRestore.Restore(DevBackup.DatabaseOf(settings), archive.ReadDatabase(), replaces);
            foreach (var (name, vios) in DevIdentity.LoadOrCreate(settings, environment.Ids, environment.Random).Vioses)
                Forget(Path.Combine(settings.DataDirectory, "vios", name, "odm.sqlite"), vios, environment.Time);
            await output.WriteLineAsync(
                $"The VIOS DB is as it was at position {archive.Manifest.DbPosition}, {archive.Manifest.TakenUtc:u}: {count} events. "
                    + "Start the system, then restore its VIOSes with viosbr restore -clustername.").ConfigureAwait(false);
            return 0;
        }
        catch (SettingsException cause)
        {
            await error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return DevCommand.BadConfiguration;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or BackupFormatException or LocalStoreException)
        {
            await error.WriteLineAsync($"Nothing was restored: {cause.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    // What a local store has may be newer than the restored DB and would hide it.
    private static void Forget(string path, Domain.Values.VioUuid vios, TimeProvider time)
    {
        if (!File.Exists(path))
            return;
        using var store = ViosLocalStore.Open(path, vios, time);
        store.Forget();
    }
}
