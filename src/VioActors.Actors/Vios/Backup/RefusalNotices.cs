using Akka.Actor;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Tells administrators that a restore was refused, on the console and by mail (BR-9, CBR-5). Thread-safe.
/// </summary>
/// <param name="viosDb">Has the processes told that show it.</param>
/// <param name="mailer">Null: nobody is told by mail.</param>
internal sealed class RefusalNotices(IActorRef viosDb, IMailer? mailer, TimeProvider time)
{
    /// <summary>Of one VIOS.</summary>
    /// <returns>The answer to who asked for the restore.</returns>
    public Task<BackupRefusedException> RefuseAsync(ViosDefinition vios, string file, string reason) => TellAsync(
        new RestoreRefused(vios.Vios, file, reason, time.GetUtcNow()), RejectionCode.NotAuthorized, file, reason,
        $"Restore of VIOS {vios.Name} refused", $"on VIOS {vios.Name} ({vios.Vios}, {vios.Drc})");

    /// <summary>Of the cluster.</summary>
    /// <returns>The answer to who asked for the restore.</returns>
    public Task<BackupRefusedException> RefuseAsync(ClusterName cluster, BackupFileName file, string reason) => TellAsync(
        new ClusterRestoreRefused(cluster, file.ToString(), reason, time.GetUtcNow()), RejectionCode.Invalid, file.ToString(), reason,
        $"Restore of cluster {cluster} refused", $"on cluster {cluster}");

    private async Task<BackupRefusedException> TellAsync(
        IDomainMessage refusal, RejectionCode code, string file, string reason, string subject, string where)
    {
        viosDb.Tell(refusal, ActorRefs.NoSender);
        var told = "";
        if (mailer is not null)
        {
            try
            {
                await mailer.SendAsync(
                    subject, $"The restore of {file} {where} was refused, and nothing was changed.\n\n{reason}\n", CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (IOException failed)
            {
                told = $" (No mail could be sent: {failed.Message})";
            }
        }

        return new BackupRefusedException(code, $"Cannot restore {file}: {reason} Nothing was changed.{told}");
    }
}
