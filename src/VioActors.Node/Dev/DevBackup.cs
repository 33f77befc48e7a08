using System.Security.Cryptography;
using Akka.Actor;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;

namespace VioActors.Node.Dev;

/// <summary>Where the VIOSes of the dev role keep their backups. Thread-safe.</summary>
internal static class DevBackup
{
    private static readonly TimeSpan ToolAnswerLimit = TimeSpan.FromSeconds(5);

    public static string DatabaseOf(VioActorsSettings settings) => Path.Combine(settings.DataDirectory, "vios-db.sqlite");

    /// <param name="sharedDirectory">Folder that every VIOS reaches: repository and key.</param>
    /// <param name="db">The database of the VIOS DB.</param>
    /// <param name="vioses">The actor of a VIOS that runs; null for one that is down.</param>
    /// <exception cref="SettingsException">The repository or the key cannot be used.</exception>
    public static ClusterBackupEnvironment OfCluster(
        DevEnvironment environment, string sharedDirectory, IActorRef viosDb, IViosDbStore db, Func<NodeDefinition, ICanTell?> vioses)
    {
        var settings = environment.Settings;
        try
        {
            using var random = RandomNumberGenerator.Create();
            return new ClusterBackupEnvironment
            {
                Cluster = ClusterName.Parse(settings.ClusterName),
                ViosDb = viosDb,
                Vioses = vioses,
                Db = db,
                Repository = new BackupFolder(RepositoryOf(settings, sharedDirectory)),
                Key = KeyOf(sharedDirectory, random),
                Time = environment.Time,
                Mailer = MailerOf(settings),
            };
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"The backups of the cluster have no place: {unusable.Message}"]);
        }
    }

    /// <summary>The key is made with the cluster, at its first start.</summary>
    /// <param name="sharedDirectory">Folder that every VIOS reaches.</param>
    public static ClusterKey KeyOf(string sharedDirectory, RandomNumberGenerator random) =>
        ClusterKeyFile.LoadOrCreate(Path.Combine(sharedDirectory, "cluster.key"), random);

    /// <param name="sharedDirectory">Folder that every VIOS reaches: repository and key.</param>
    /// <param name="tool">The management tool.</param>
    /// <param name="parts">What VIOSes were at a position of the VIOS DB.</param>
    /// <exception cref="SettingsException">A folder or the key cannot be used.</exception>
    public static BackupEnvironment Of(
        VioActorsSettings settings, string vios, string sharedDirectory, ICanTell tool, PartFacts parts, RandomNumberGenerator random)
    {
        try
        {
            var local = new BackupFolder(Path.Combine(settings.DataDirectory, "vios", vios, "cfgbackups"));
            return new BackupEnvironment
            {
                Local = local,
                Repository = new BackupFolder(RepositoryOf(settings, sharedDirectory)),
                Parts = parts,
                Key = KeyOf(sharedDirectory, random),
                AfterChange = settings.Backup.AfterChange,
                UuidTable = new ToolUuidTable(tool, Path.Combine(local.FullPath, "uuid-table"), ToolAnswerLimit),
                Mailer = MailerOf(settings),
            };
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"The backups of VIOS {vios} have no place: {unusable.Message}"]);
        }
    }

    private static SmtpMailer? MailerOf(VioActorsSettings settings) =>
        settings.Mail.Host.Length > 0 ? new SmtpMailer(settings.Mail) : null;

    private static string RepositoryOf(VioActorsSettings settings, string sharedDirectory) => settings.Backup.Repository.Length > 0
        ? Path.GetFullPath(settings.Backup.Repository)
        : Path.Combine(sharedDirectory, "repository");
}
