using Akka.Actor;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Management.Requests;

namespace VioActors.Management.Backups;

/// <summary>Finds who makes backups, asks them, and reads what they have (BR-5). Thread-safe.</summary>
/// <param name="targets">Null: this node backs nothing up.</param>
internal sealed class BackupReader(BackupTargets? targets, ViewReader view, IActorRef viosDb, TimeProvider time)
{
    private const int AskedAtOnceMax = 16;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    public TimeProvider Time => time;

    private BackupTargets Targets => targets ?? throw new RequestRefusedException(
        VioFaultCode.NotSupported, VioObjectKind.Backup, null, "This node reaches no VIOS that makes backups.",
        "Send the request to the node of a running system.");

    /// <exception cref="RequestRefusedException">There is no such VIOS, or it does not answer.</exception>
    public async Task<IReadOnlyList<BackupObject>> ListAsync(string? parent)
    {
        var found = new List<BackupObject>();
        if (parent is null || parent == Targets.ClusterName)
        {
            var listed = await AskClusterAsync<ClusterBackupsListed>(new ListClusterBackups(), ReadLimit).ConfigureAwait(false);
            found.AddRange(listed.Entries.Select(entry => BackupTranslation.Of(Targets.ClusterName, entry)));
        }

        // Each opens and checks all its files: in a large cluster one after the other would take too long.
        var vioses = await ViosesOfAsync(parent).ConfigureAwait(false);
        var ofVioses = new IEnumerable<BackupObject>[vioses.Count];
        await Parallel.ForAsync(
            0, vioses.Count, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnceMax },
            async (index, _) =>
            {
                var vios = vioses[index];
                var listed = await AskViosAsync<BackupsListed>(vios, new ListBackups(), ReadLimit).ConfigureAwait(false);
                ofVioses[index] = listed.Entries
                    .Where(entry => entry.Header?.Vios.ToString() == vios.Id || entry.File.Drc?.ToString() == vios.Drc)
                    .Select(entry => BackupTranslation.Of(vios.Id, entry));
            }).ConfigureAwait(false);
        return [.. found, .. ofVioses.SelectMany(backups => backups)];
    }

    /// <summary>By id, or by the file's name where only one place has it.</summary>
    /// <exception cref="RequestRefusedException">There is none, or there are several.</exception>
    public async Task<BackupObject> ShowAsync(string id)
    {
        var found = (await ListAsync(null).ConfigureAwait(false)).Where(backup => backup.Id == id || backup.File == id).ToList();
        return found.Count == 1 ? found[0] : throw new RequestRefusedException(
            found.Count == 0 ? VioFaultCode.NotFound : VioFaultCode.Invalid, VioObjectKind.Backup, id,
            $"{(found.Count == 0 ? "There is no" : "More than one place has the")} backup '{View.Words.Bounded(id, 300)}'.",
            "List the backups and give the id of one.");
    }

    /// <summary>The plan of a VIOS, or of the cluster by its name.</summary>
    /// <exception cref="RequestRefusedException">There is no such VIOS, or it does not answer.</exception>
    public async Task<BackupPlanObject> PlanAsync(string id)
    {
        if (id == Targets.ClusterName)
        {
            var (plan, _) = await ClusterPlanAsync().ConfigureAwait(false);
            return BackupTranslation.Of(id, plan, null, plan.NextAfter(time.GetUtcNow()));
        }

        var vios = await ViosAsync(id).ConfigureAwait(false);
        var planned = await AskViosAsync<BackupPlanned>(vios, new GetBackupPlan(), ReadLimit).ConfigureAwait(false);
        return BackupTranslation.Of(vios.Id, planned.Policy, planned.LastUtc, planned.NextUtc);
    }

    /// <summary>Plans of the cluster and of every VIOS that runs.</summary>
    public async Task<IReadOnlyList<BackupPlanObject>> PlansAsync()
    {
        var plans = new List<BackupPlanObject> { await PlanAsync(Targets.ClusterName).ConfigureAwait(false) };
        foreach (var vios in await ViosesOfAsync(null).ConfigureAwait(false))
        {
            plans.Add(await PlanAsync(vios.Id).ConfigureAwait(false));
        }

        return plans;
    }

    /// <summary>The configuration of a VIOS, of a backup or as it is now.</summary>
    /// <exception cref="RequestRefusedException">There is no such VIOS or file, or the file is refused.</exception>
    public async Task<ConfigurationObject> ViewAsync(ViewConfiguration wanted)
    {
        var types = TypesOf(wanted.Types);
        if ((RestoreOptions.Default with { Categories = types }).FindFault() is { } fault)
        {
            throw new FormatException(fault);
        }

        var vios = await ViosAsync(wanted.Vios).ConfigureAwait(false);
        var file = wanted.File is null ? null : BackupFileName.Parse(wanted.File);
        var viewed = file?.Cluster is null
            ? await AskViosAsync<BackupViewed>(vios, new ViewBackup(file), ReadLimit).ConfigureAwait(false)
            : await AskClusterAsync<BackupViewed>(new ViewClusterPart(file, VioUuid.Parse(vios.Id)), ReadLimit).ConfigureAwait(false);
        return BackupTranslation.Of(viewed.Document, types);
    }

    public static ValueList<string> TypesOf(string? types) =>
        (types ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToValueList();

    /// <summary>The plan of the cluster, and the version of its policy.</summary>
    public async Task<(BackupPolicy Plan, long Version)> ClusterPlanAsync()
    {
        var cluster = (await AskAsync<ClusterFound>(viosDb, new GetCluster(), VioObjectKind.Cluster, Targets.ClusterName, ReadLimit)
            .ConfigureAwait(false)).Cluster;
        var policy = cluster.Policies.FirstOrDefault(policy => policy.Name == ClusterBackupPlan.PolicyName);
        try
        {
            return (policy is null ? ClusterBackupPlan.None : ClusterBackupPlan.Parse(policy.Content), policy?.Version ?? 0);
        }
        catch (FormatException)
        {
            // One that cannot be read plans nothing and is replaced.
            return (ClusterBackupPlan.None, policy!.Version);
        }
    }

    /// <exception cref="RequestRefusedException">It is another cluster's.</exception>
    public string ClusterNamed(string name) => name == Targets.ClusterName ? name : throw new RequestRefusedException(
        VioFaultCode.NotFound, VioObjectKind.Cluster, name,
        $"This is cluster {Targets.ClusterName}, not '{View.Words.Bounded(name, 100)}'.",
        "Nothing was changed. Name this cluster, or send the request to the other one.");

    public Task<ViosObject> ViosAsync(string id) => view.ShowAsync<ViosObject>(VioObjectKind.Vios, id);

    /// <exception cref="RequestRefusedException">It refused, is down, or did not answer in time.</exception>
    public Task<T> AskViosAsync<T>(ViosObject vios, IBackupRequest request, TimeSpan limit)
    {
        var actor = Targets.Vioses(vios.Name, VioUuid.Parse(vios.Id)) ?? throw new RequestRefusedException(
            VioFaultCode.WrongStatus, VioObjectKind.Vios, vios.Id, $"VIOS {vios.Name} is down.",
            "Nothing was changed. Start it and send the request again.");
        return AskAsync<T>(actor, request, VioObjectKind.Vios, vios.Id, limit);
    }

    /// <exception cref="RequestRefusedException">It refused or did not answer in time.</exception>
    public Task<T> AskClusterAsync<T>(IClusterBackupRequest request, TimeSpan limit) =>
        AskAsync<T>(Targets.Cluster, request, VioObjectKind.Cluster, Targets.ClusterName, limit);

    /// <exception cref="RequestRefusedException">It refused or did not answer in time.</exception>
    public Task<T> AskDbAsync<T>(IDomainMessage message, TimeSpan limit) =>
        AskAsync<T>(viosDb, message, VioObjectKind.Cluster, Targets.ClusterName, limit);

    private static async Task<T> AskAsync<T>(ICanTell actor, object request, VioObjectKind kind, string id, TimeSpan limit)
    {
        try
        {
            return await actor.Ask<object>(request, limit).ConfigureAwait(false) switch
            {
                T expected => expected,
                Rejected rejected => throw Refusals.Of(rejected, kind, id),
                var other => throw new InvalidOperationException($"The answer was a {other.GetType().Name}."),
            };
        }
        catch (AskTimeoutException)
        {
            throw new RequestRefusedException(
                VioFaultCode.Timeout, kind, id, $"Cannot say yet what became of it: no answer within {limit.TotalSeconds} s.",
                "It may still take effect. List the backups, or show the configuration, before you send the request again.");
        }
    }

    private async Task<IReadOnlyList<ViosObject>> ViosesOfAsync(string? parent)
    {
        if (parent is not null)
        {
            return parent == Targets.ClusterName ? [] : [await ViosAsync(parent).ConfigureAwait(false)];
        }

        return [.. (await view.ListAsync(VioObjectKind.Vios, null).ConfigureAwait(false)).Cast<ViosObject>()
            .Where(vios => Targets.Vioses(vios.Name, VioUuid.Parse(vios.Id)) is not null)];
    }
}
