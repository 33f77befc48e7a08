using System.Globalization;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Management.Requests;

namespace VioActors.Management.Backups;

/// <summary>Makes, plans and restores backups for the API (BR-1, CBR-1), and tells jobs how far they are. Thread-safe.</summary>
internal sealed class BackupWork(BackupReader reader)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Whoever waits for the answer is told before its own patience ends.</summary>
    private static readonly TimeSpan WaitedForMax = TimeSpan.FromMinutes(4);

    /// <summary>Null: the operation is about no backup.</summary>
    /// <exception cref="RequestRefusedException">It cannot be done; nothing was changed.</exception>
    /// <exception cref="FormatException">A value is none.</exception>
    public async Task<ApiWork?> FindAsync(VioOperation operation) => operation switch
    {
        CreateObject { What: BackupCreation { Cluster: { } cluster, Vios: null } backup } => BackUp(reader.ClusterNamed(cluster), backup),
        CreateObject { What: BackupCreation { Vios: { } vios, Cluster: null } backup } =>
            BackUp(await reader.ViosAsync(vios).ConfigureAwait(false), backup),
        ChangeObject { What: BackupPlanAlteration { Cluster: { } cluster, Vios: null } plan } =>
            Plan(reader.ClusterNamed(cluster), plan),
        ChangeObject { What: BackupPlanAlteration { Vios: { } vios, Cluster: null } plan } =>
            Plan(await reader.ViosAsync(vios).ConfigureAwait(false), plan),
        CreateObject { What: BackupCreation } or ChangeObject { What: BackupPlanAlteration } => throw new FormatException(
            "The request names both a VIOS and a cluster, or neither; name one."),
        RestoreConfiguration { Cluster: { } cluster } restore =>
            await RestoreAsync(reader.ClusterNamed(cluster), restore).ConfigureAwait(false),
        RestoreConfiguration { Vios: { } vios } restore => Restore(await reader.ViosAsync(vios).ConfigureAwait(false), restore),
        RestoreConfiguration => throw new FormatException("The restore names neither a VIOS nor a cluster."),
        DecideRestore decide => Decide(await reader.ViosAsync(decide.Vios).ConfigureAwait(false), decide),
        _ => null,
    };

    private ApiWork BackUp(string cluster, BackupCreation backup) => new("create", VioObjectKind.Backup, cluster, async (run, _) =>
    {
        var made = await FollowAsync(
            reader.AskClusterAsync<ClusterBackupMade>(
                new BackUpCluster(backup.Label ?? BackupFileName.DefaultLabel), LimitOf(run)),
            run, ClusterProgressAsync).ConfigureAwait(false);
        return VioResponse.Of((await reader.ListAsync(cluster).ConfigureAwait(false)).First(found => found.File == made.File.ToString()));
    });

    private ApiWork BackUp(ViosObject vios, BackupCreation backup) => new("create", VioObjectKind.Backup, vios.Id, async (run, _) =>
    {
        BackupPlaceKind? place = backup.Place is null ? null : Enum.Parse<BackupPlaceKind>(backup.Place, ignoreCase: true);
        var made = await reader.AskViosAsync<BackupMade>(vios, new MakeBackup(backup.Label, place), LimitOf(run)).ConfigureAwait(false);
        return VioResponse.Of((await reader.ListAsync(vios.Id).ConfigureAwait(false)).First(found =>
            found.File == made.File.ToString()));
    });

    private ApiWork Plan(string cluster, BackupPlanAlteration change) => new("change", VioObjectKind.BackupPlan, cluster, async (run, _) =>
    {
        var (known, version) = await reader.ClusterPlanAsync().ConfigureAwait(false);
        var plan = Checked(Altered(known, change) with { AfterChanges = false, Label = ClusterBackupPlan.Label, Place = known.Place });
        var policy = new SetPolicy(ClusterBackupPlan.PolicyName, ClusterBackupPlan.ToText(plan), version);
        await reader.AskDbAsync<IReply>(policy, LimitOf(run)).ConfigureAwait(false);
        return VioResponse.Of(await reader.PlanAsync(cluster).ConfigureAwait(false));
    });

    private ApiWork Plan(ViosObject vios, BackupPlanAlteration change) => new("change", VioObjectKind.BackupPlan, vios.Id, async (run, _) =>
    {
        var known = await reader.AskViosAsync<BackupPlanned>(vios, new GetBackupPlan(), LimitOf(run)).ConfigureAwait(false);
        var plan = Checked(Altered(known.Policy, change));
        var planned = await reader.AskViosAsync<BackupPlanned>(vios, new PlanBackups(plan), LimitOf(run)).ConfigureAwait(false);
        return VioResponse.Of(BackupTranslation.Of(vios.Id, planned.Policy, planned.LastUtc, planned.NextUtc));
    });

    private async Task<ApiWork> RestoreAsync(string cluster, RestoreConfiguration restore)
    {
        var only = restore.Vios is { } vios ? await reader.ViosAsync(vios).ConfigureAwait(false) : null;
        var onto = restore.Onto is { } target ? await reader.ViosAsync(target).ConfigureAwait(false) : null;
        var request = new RestoreCluster(
            BackupFileName.Parse(restore.File), OptionsOf(restore), only is null ? [] : [VioUuid.Parse(only.Id)],
            onto is null ? null : VioUuid.Parse(onto.Id), restore.UseLastKnownTable ?? false);
        return new ApiWork("restore", VioObjectKind.Restoration, cluster, async (run, _) =>
        {
            var restored = await FollowAsync(
                reader.AskClusterAsync<ClusterRestored>(request, LimitOf(run)), run, ClusterProgressAsync).ConfigureAwait(false);
            return VioResponse.Of(BackupTranslation.Of(cluster, restored));
        });
    }

    private ApiWork Restore(ViosObject vios, RestoreConfiguration restore)
    {
        var request = new RestoreBackup(BackupFileName.Parse(restore.File), OptionsOf(restore), restore.UseLastKnownTable ?? false);
        return Restore(vios, restore.File, request);
    }

    private ApiWork Decide(ViosObject vios, DecideRestore decide) => Restore(vios, "", decide.What switch
    {
        "yes" => new AnswerRestore(true),
        "no" => new AnswerRestore(false),
        "resume" => new ResumeRestore(),
        _ => new UndoRestore(),
    });

    private ApiWork Restore(ViosObject vios, string file, IBackupRequest request)
    {
        var uuid = VioUuid.Parse(vios.Id);
        return new ApiWork("restore", VioObjectKind.Restoration, vios.Id, async (run, _) =>
        {
            var answer = await FollowAsync(
                reader.AskViosAsync<IReply>(vios, request, LimitOf(run)), run, () => RestoreProgressAsync(uuid)).ConfigureAwait(false);
            return answer switch
            {
                RestoreReport report => VioResponse.Of(BackupTranslation.Of(uuid, report)),
                RestoreQuestion question => VioResponse.Of(BackupTranslation.Of(uuid, file, question)),
                Rejected rejected => throw Refusals.Of(rejected, VioObjectKind.Vios, vios.Id),
                NoOp nothing => throw new RequestRefusedException(
                    VioFaultCode.WrongStatus, VioObjectKind.Vios, vios.Id, nothing.Reason, "Nothing was changed. Begin a restore first."),
                _ => throw new InvalidOperationException($"The answer was a {answer.GetType().Name}."),
            };
        });
    }

    private static TimeSpan LimitOf(ApiRun run) => run.ReportAsync is null ? WaitedForMax : run.Limit;

    private async Task<T> FollowAsync<T>(Task<T> work, ApiRun run, Func<Task<(int Percent, string Text)?>> progressAsync)
    {
        if (run.ReportAsync is not { } report)
        {
            return await work.ConfigureAwait(false);
        }

        using var looks = new PeriodicTimer(LookEvery, reader.Time);
        var last = 0;
        while (await Task.WhenAny(work, looks.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != work)
        {
            if (await progressAsync().ConfigureAwait(false) is var (percent, text) && percent > last)
            {
                last = percent;
                await report(percent, text).ConfigureAwait(false);
            }
        }

        return await work.ConfigureAwait(false);
    }

    private async Task<(int Percent, string Text)?> ClusterProgressAsync()
    {
        try
        {
            var found = await reader.AskClusterAsync<ClusterWorkFound>(new GetClusterWork(), LookEvery).ConfigureAwait(false);
            return found.Count == 0
                ? null
                : (found.DoneCount * 99 / found.Count, $"{found.DoneCount} of {found.Count} VIOSes: {found.Doing}");
        }
        catch (RequestRefusedException)
        {
            return null;
        }
    }

    private async Task<(int Percent, string Text)?> RestoreProgressAsync(VioUuid vios)
    {
        try
        {
            var found = await reader.AskDbAsync<RestoreFound>(new GetRestore(vios), LookEvery).ConfigureAwait(false);
            return found is { IsOpen: true, Run: { } run }
                ? (found.Results.Count * 99 / Math.Max(1, run.Steps.Count), $"{found.Results.Count} of {run.Steps.Count} steps")
                : null;
        }
        catch (RequestRefusedException)
        {
            return null;
        }
    }

    private static RestoreOptions OptionsOf(RestoreConfiguration restore) => new(
        restore.Mode is null ? RestoreMode.Strict : Enum.Parse<RestoreMode>(restore.Mode, ignoreCase: true),
        restore.SkipDeviceAttributes ?? false, BackupReader.TypesOf(restore.Types));

    private static BackupPolicy Checked(BackupPolicy plan) => plan.FindFault() is { } fault ? throw new FormatException(fault) : plan;

    private static BackupPolicy Altered(BackupPolicy known, BackupPlanAlteration change)
    {
        var frequency = change.Frequency is null ? known.Frequency : Enum.Parse<BackupFrequency>(change.Frequency, ignoreCase: true);
        return known with
        {
            Frequency = frequency,
            Minute = change.TimeOfDay is null
                ? known.Minute
                : (int)TimeOnly.ParseExact(change.TimeOfDay, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan().TotalMinutes,
            Day = change.Day ?? (frequency == known.Frequency ? known.Day : frequency == BackupFrequency.Monthly ? 1 : 0),
            TimeZone = change.TimeZone ?? known.TimeZone,
            KeepCount = change.KeepCount ?? known.KeepCount,
            Place = change.Place is null ? known.Place : Enum.Parse<BackupPlaceKind>(change.Place, ignoreCase: true),
            Label = change.Label ?? known.Label,
            AfterChanges = change.AfterChanges ?? known.AfterChanges,
        };
    }
}
