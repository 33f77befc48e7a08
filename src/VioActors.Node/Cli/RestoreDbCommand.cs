using System.Security.Cryptography;
using Akka.Configuration;
using VioActors.Actors.Settings;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Node.Nodes;
using VioActors.Persistence.Backup;
using VioActors.Persistence.LocalStore;

namespace VioActors.Node.Cli;

/// <summary>
/// Puts the VIOS DB of a cluster's backup in the place of the one in the data folder, or of that which the processes of a cluster share,
/// SQLite or PostgreSQL (CBR-2). The system must be stopped: its folder is locked meanwhile, and a DB in use is refused.
/// </summary>
internal static class RestoreDbCommand
{
    public static async Task<int> RunAsync(string file, bool replaces, SettingsOverrides overrides, TextWriter output, TextWriter error)
    {
        try
        {
            var config = NodeConfiguration.Load(overrides, Environment.GetEnvironmentVariables());
            var settings = VioActorsSettings.Read(config);
            Directory.CreateDirectory(settings.DataDirectory);
            await using var @lock = DevSystem.Lock(settings.DataDirectory).ConfigureAwait(false);
            var (archive, count) = config.GetStringList("vio-actors.node.roles").Count > 0
                ? RestoreShared(file, replaces, config, settings)
                : RestoreOwn(file, replaces, settings);
            await output.WriteLineAsync(
                $"The VIOS DB is as it was at position {archive.DbPosition}, {archive.TakenUtc:u}: {count} events. "
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

    private static (BackupManifest Archive, long Count) RestoreOwn(string file, bool replaces, VioActorsSettings settings)
    {
        using var archive = Open(file, settings.DataDirectory);
        var count = new SqliteViosDb(DevBackup.DatabaseOf(settings)).Restore(archive.ReadDatabase(), replaces);
        var environment = DevEnvironment.Real(settings);
        foreach (var (name, vios) in DevIdentity.LoadOrCreate(settings, environment.Ids, environment.Random).Vioses)
            Forget(Path.Combine(settings.DataDirectory, "vios", name, "odm.sqlite"), vios, environment.Time);
        return (archive.Manifest, count);
    }

    // The local stores are on other hosts; each VIOS looks for the mark when it starts.
    private static (BackupManifest Archive, long Count) RestoreShared(
        string file, bool replaces, Config config, VioActorsSettings settings)
    {
        var node = NodeSettings.Read(config, settings);
        Directory.CreateDirectory(node.SharedDirectory);
        using var archive = Open(file, node.SharedDirectory);
        var count = NodeBackup.DbOf(node).Restore(archive.ReadDatabase(), replaces);
        var now = DevEnvironment.Real(settings).Time.GetUtcNow();
        RestoredMark.Write(node.SharedDirectory, $"{Path.GetFileName(file)} at {now:O}");
        return (archive.Manifest, count);
    }

    private static ClusterArchive Open(string file, string sharedDirectory)
    {
        using var random = RandomNumberGenerator.Create();
        return ClusterArchive.Open(File.OpenRead(file), BackupLimits.Default, DevBackup.KeyOf(sharedDirectory, random));
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
