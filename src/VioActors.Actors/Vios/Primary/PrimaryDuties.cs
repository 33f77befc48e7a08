using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;

namespace VioActors.Actors.Vios.Primary;

/// <summary>
/// What the primary node does for the cluster (REG-7): backs it up by the clock (CBR-1) and tells operators about the capacity of
/// the pools. Belongs to a <see cref="PrimaryActor"/>, which asks only while it acts. A backup that a lost primary had asked for is missing
/// from the repository, so the next one asks for it, and what was collated of it is used.
/// </summary>
internal sealed class PrimaryDuties(ViosDefinition definition, ILoggingAdapter log)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(60);

    private BackupPolicy _plan = ClusterBackupPlan.None;
    private DateTimeOffset _planSince;
    private string _planText = "";

    /// <summary>Takes the plan from the policies. True when it is another one now.</summary>
    public bool Follow(ClusterData cluster)
    {
        var text = cluster.Policies.FirstOrDefault(policy => policy.Name == ClusterBackupPlan.PolicyName)?.Content ?? "never";
        if (text == _planText)
            return false;
        (_planText, _planSince) = (text, definition.Time.GetUtcNow());
        try
        {
            _plan = ClusterBackupPlan.Parse(text);
        }
        catch (FormatException fault)
        {
            _plan = ClusterBackupPlan.None;
            log.Error("The cluster is not backed up by the clock. Policy {0}: {1}", ClusterBackupPlan.PolicyName, fault.Message);
        }

        return true;
    }

    public void Alert(PoolAlertRaised alert)
    {
        if (alert.Level == PoolAlertLevel.None)
            log.Info("Pool {0} has space again: {1} % is used.", alert.Pool, alert.UsedPercent);
        else
            log.Warning("Pool {0} is filling up: {1} % is used ({2}). Add a physical volume, or delete what is not needed.",
                alert.Pool, alert.UsedPercent, alert.Level);
    }

    /// <summary>Looks whether a backup is due by comparing the plan with the files that there are, and again later.</summary>
    public void LookAtSchedule(IActorRef self, ITimerScheduler timers)
    {
        if (_plan.Frequency == BackupFrequency.Never || definition.ClusterBackup is not { } backup)
            return;
        timers.StartSingleTimer(nameof(LookNow), LookNow.Instance, LookAgain);
        backup.Ask<object>(new ListClusterBackups(), WorkLimit).PipeTo(
            self, success: answer => new FilesKnown(answer),
            failure: cause => new FilesKnown(new Rejected(RejectionCode.Busy, cause.Message)));
    }

    public void BackUpIfDue(FilesKnown known, long term, IActorRef self, ITimerScheduler timers)
    {
        if (known.Answer is not ClusterBackupsListed listed || definition.ClusterBackup is not { } backup)
            return;
        var last = listed.Entries.Where(entry => entry.File.Label == ClusterBackupPlan.Label)
            .Select(entry => entry.TakenUtc).OfType<DateTimeOffset>().DefaultIfEmpty(_planSince).Max();
        if (_plan.NextAfter(last) is not { } due)
            return;
        var wait = due - definition.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            timers.StartSingleTimer(nameof(LookNow), LookNow.Instance, wait < LookAgain ? wait : LookAgain);
            return;
        }

        log.Info("VIOS {0} backs the cluster up as the primary node, term {1}; it was due at {2:u}.", definition.Name, term, due);
        backup.Ask<object>(new BackUpCluster(ClusterBackupPlan.Label, _plan.KeepCount), WorkLimit).PipeTo(
            self, success: answer => new BackupEnded(answer),
            failure: cause => new BackupEnded(new Rejected(RejectionCode.Busy, cause.Message)));
    }

    public void Note(BackupEnded ended)
    {
        if (ended.Answer is ClusterBackupMade made)
        {
            log.Info("Backup {0} of the cluster is complete: {1} VIOSes; it lacks {2}.", made.File, made.ViosCount, made.Missing.Count);
            foreach (var missing in made.Missing)
                log.Warning("Backup {0} of the cluster lacks {1}: {2}.", made.File, missing.Name, missing.Reason);
        }
        else if (ended.Answer is Rejected rejected)
        {
            log.Error("The cluster could not be backed up, it is tried again: {0}", rejected.Reason);
        }
    }

    /// <summary>The schedule is to be looked at.</summary>
    internal sealed record LookNow
    {
        public static LookNow Instance { get; } = new();
    }

    /// <summary>What there is in the repository.</summary>
    internal sealed record FilesKnown(object Answer);

    /// <summary>What became of a backup.</summary>
    internal sealed record BackupEnded(object Answer);
}
