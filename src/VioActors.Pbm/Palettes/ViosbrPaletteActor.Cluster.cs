using System.Globalization;
using System.Text;
using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Pbm.Rendering;
using static VioActors.Pbm.Palettes.BackupOptions;

namespace VioActors.Pbm.Palettes;

/// <summary>The commands of <c>viosbr</c> with <c>-clustername</c> (CBR-1…CBR-3).</summary>
internal sealed partial class ViosbrPaletteActor
{
    private static readonly TimeSpan ClusterLimit = TimeSpan.FromMinutes(30);

    private async Task<string> BackUpClusterAsync(Command command)
    {
        if (PolicyOf(command, ClusterBackupPlan.None) is not null)
            return await PlanClusterAsync(command, known => PolicyOf(command, known)!).ConfigureAwait(false);
        var made = await AskAsync<ClusterBackupMade>(
            ClusterOf(command), new BackUpCluster(Value(command, "-file") ?? BackupFileName.DefaultLabel), ClusterLimit).ConfigureAwait(
                false);
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"Backup {made.File} is complete: {made.ViosCount} VIOSes and the VIOS DB at position {made.DbPosition}, {made.SizeBytes} "
                + $"bytes.{(made.WentOn ? " It went on with one that was cut off." : "")}"));
        foreach (var missing in made.Missing)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  it lacks {missing.Name} ({missing.Vios}): {missing.Reason}");
        }

        return text.ToString();
    }

    /// <summary>The plan is a policy of the cluster: whoever is the primary node follows it.</summary>
    private async Task<string> PlanClusterAsync(Command command, Func<BackupPolicy, BackupPolicy> change)
    {
        ClusterOf(command);
        var cluster = (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster;
        var current = cluster.Policies.FirstOrDefault(policy => policy.Name == ClusterBackupPlan.PolicyName);
        var plan = change(KnownPlan(current?.Content));
        if (plan.FindFault() is { } fault)
            throw new CommandRefusedException(fault);
        var text = ClusterBackupPlan.ToText(plan);
        await AskAsync<IReply>(
            System.ViosDb, new SetPolicy(ClusterBackupPlan.PolicyName, text, current?.Version ?? 0)).ConfigureAwait(false);
        return $"Backups of the cluster by the primary node: {text}.";
    }

    // One that cannot be read is replaced.
    private static BackupPolicy KnownPlan(string? text)
    {
        try
        {
            return text is null ? ClusterBackupPlan.None : ClusterBackupPlan.Parse(text);
        }
        catch (FormatException)
        {
            return ClusterBackupPlan.None;
        }
    }

    private async Task<string> RestoreClusterAsync(Command command)
    {
        var options = RestoreOf(command);
        if (options.Mode == RestoreMode.Interactive)
        {
            throw new CommandRefusedException("-inter restores one VIOS; give its name with -n, and its own file, without -clustername.");
        }

        var only = Value(command, "-subfile") is { } name ? await NodeNamedAsync(name).ConfigureAwait(false) : (VioUuid?)null;
        var onto = Value(command, "-n") is { } target ? await NodeNamedAsync(target).ConfigureAwait(false) : (VioUuid?)null;
        var restored = await AskAsync<ClusterRestored>(
            ClusterOf(command),
            new RestoreCluster(
                FileOf(Required(command, "file", "-file")), options, only is { } one ? [one] : [], onto, Has(command, "-lasttable")),
            ClusterLimit).ConfigureAwait(false);
        var text = new StringBuilder($"Restore of {restored.File}:\n");
        foreach (var node in restored.Nodes)
        {
            Describe(text, node);
        }

        foreach (var missing in restored.Missing)
        {
            text.Append(CultureInfo.InvariantCulture, $"{missing.Name} is not in the backup: {missing.Reason}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"exit code {restored.ExitCode}");
        return restored.ExitCode == 0 ? text.ToString() : throw new CommandRefusedException(text.ToString());
    }

    private static void Describe(StringBuilder text, NodeRestore node)
    {
        text.Append(CultureInfo.InvariantCulture, $"{node.Name}: ");
        if (node.End == RestoreEnd.Unspecified)
        {
            text.Append(CultureInfo.InvariantCulture, $"not restored: {node.Problem}\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{node.End}, {node.DeployedCount} devices deployed, {node.NotDeployedCount} not\n");
        if (node.Problem.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {node.Problem}\n");
        }

        foreach (var finding in node.NotDeployed)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {finding}\n");
        }

        if (node.NotDeployedCount > node.NotDeployed.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {node.NotDeployedCount - node.NotDeployed.Count} more\n");
        }
    }

    private async Task<string> ViewClusterAsync(Command command)
    {
        var file = FileOf(Required(command, "file", "-file"));
        if (Value(command, "-subfile") is { } name)
        {
            var part = new ViewClusterPart(file, await NodeNamedAsync(name).ConfigureAwait(false));
            return Show(command, (await AskAsync<BackupViewed>(ClusterOf(command), part, ClusterLimit).ConfigureAwait(false)).Document);
        }

        var viewed = await AskAsync<ClusterBackupViewed>(ClusterOf(command), new ViewClusterBackup(file), ClusterLimit)
            .ConfigureAwait(false);
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"Backup {viewed.File} of {viewed.TakenUtc:yyyy-MM-dd HH:mm:ss}Z at position {viewed.DbPosition} of the VIOS DB\n"));
        foreach (var part in viewed.Parts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {part.Header.Name}  uuid {part.Header.Vios}  DRC name {part.Header.Drc}  {part.DeviceCount} devices\n");
        }

        foreach (var missing in viewed.Missing)
        {
            text.Append(CultureInfo.InvariantCulture, $"  it lacks {missing.Name} ({missing.Vios}): {missing.Reason}\n");
        }

        return text.Append("One of them is shown with -subfile.").ToString();
    }

    private async Task ListClusterAsync(Command command, Table table)
    {
        var listed = await AskAsync<ClusterBackupsListed>(ClusterOf(command), new ListClusterBackups(), ClusterLimit).ConfigureAwait(false);
        foreach (var entry in listed.Entries)
        {
            table.Add(
                entry.File.ToString(), "repository", Cell.Size(entry.SizeBytes),
                entry.TakenUtc is { } taken ? AgeOf(listed.NowUtc - taken) : "unknown",
                entry.Problem.Length > 0 ? $"INVALID: {entry.Problem}"
                    : entry.Missing.Count == 0 ? "VALID" : $"VALID, lacks {entry.Missing.Count} VIOSes");
        }
    }

    private async Task<VioUuid> NodeNamedAsync(string name)
    {
        var cluster = (await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster;
        return cluster.Nodes.FirstOrDefault(node => node.Definition.Name == name) is { } found
            ? found.Vios
            : throw new CommandRefusedException($"The cluster has no VIOS {name}; vios list shows its members.");
    }

    private IActorRef ClusterOf(Command command)
    {
        var name = Required(command, "cluster", "-clustername");
        return System.ClusterBackup is { } actor && System.ClusterName == name
            ? actor
            : throw new CommandRefusedException($"This is cluster {System.ClusterName}, not {name}.");
    }
}
