using System.Globalization;
using VioActors.Api.Objects;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;
using VioActors.Management.View;

namespace VioActors.Management.Backups;

/// <summary>Backups and restores as objects of the API. Thread-safe.</summary>
internal static class BackupTranslation
{
    private const int TextLengthMax = 4096;

    public static BackupObject Of(string vios, BackupEntry entry) => new(
        $"{vios}/{Words.Of(entry.Place)}/{entry.File}", vios, null, entry.File.ToString(), Words.Of(entry.Place), entry.SizeBytes,
        entry.Problem.Length == 0 ? "valid" : "invalid", entry.Header?.TakenUtc, entry.Header is { DbPosition: > 0 } header
            ? header.DbPosition : null, Problem(entry.Problem), []);

    public static BackupObject Of(string cluster, ClusterBackupEntry entry) => new(
        $"{cluster}/{Words.Of(BackupPlaceKind.Repository)}/{entry.File}", null, cluster, entry.File.ToString(),
        Words.Of(BackupPlaceKind.Repository), entry.SizeBytes, entry.Problem.Length == 0 ? "valid" : "invalid", entry.TakenUtc,
        entry.Problem.Length == 0 ? entry.DbPosition : null, Problem(entry.Problem),
        [.. entry.Missing.Select(missing => new MissingVios(missing.Vios.ToString(), missing.Name, missing.Reason))]);

    public static BackupPlanObject Of(string id, BackupPolicy plan, DateTimeOffset? lastUtc, DateTimeOffset? nextUtc) => new(
        id, Words.Of(plan.Frequency),
        TimeOnly.MinValue.AddMinutes(plan.Minute).ToString("HH:mm", CultureInfo.InvariantCulture), plan.Day, plan.TimeZone,
        plan.KeepCount, Words.Of(plan.Place), plan.Label, plan.AfterChanges, lastUtc, nextUtc);

    public static ConfigurationObject Of(BackupDocument document, ValueList<string> categories) => new(
        document.Header.Vios.ToString(), document.Header.Name, document.Header.Drc.ToString(), document.Header.Cluster.Value,
        document.Header.Number, document.Header.TakenUtc, document.Header.DbPosition,
        [.. document.Devices.Select(device => (Device: device, Rule: DeviceCatalog.Get(device.Kind)))
            .Where(found => categories.Count == 0 || categories.Contains(found.Rule.Category))
            .Select(found => Of(found.Device, found.Rule))]);

    public static RestorationObject Of(VioUuid vios, RestoreReport report) => new(
        vios.ToString(), report.File, Words.Of(report.End), report.ExitCode, Words.Bounded(report.Reason, TextLengthMax),
        report.Deployed.Count, report.NotDeployed.Count, null, null, Findings(report.NotDeployed), []);

    public static RestorationObject Of(VioUuid vios, string file, RestoreQuestion question) => new(
        vios.ToString(), file.Length > 0 ? file : null, "asks", 1,
        "Nothing was changed yet. Decide whether to go on without the device.", 0, 0, question.Number, question.Count,
        Findings([question.Finding]), []);

    public static RestorationObject Of(string cluster, ClusterRestored restored) => new(
        cluster, restored.File.ToString(),
        Words.Of(restored.ExitCode == 0 ? restored.Nodes.Any(node => node.End == RestoreEnd.Validated) ? RestoreEnd.Validated
            : RestoreEnd.Restored : RestoreEnd.RestoredInPart),
        restored.ExitCode,
        Words.Bounded(
            string.Join(' ', restored.Missing.Select(missing => $"{missing.Name} is not in the backup: {missing.Reason}.")), TextLengthMax),
        restored.Nodes.Sum(node => node.DeployedCount), restored.Nodes.Sum(node => node.NotDeployedCount), null, null, [],
        [.. restored.Nodes.Select(node => new NodeRestoration(
            node.Vios.ToString(), node.Name, Words.Of(node.End), Words.Bounded(node.Problem, TextLengthMax), node.DeployedCount,
            node.NotDeployedCount, Findings(node.NotDeployed)))]);

    /// <summary>What came of a restore, in one line for a job.</summary>
    public static string Summary(RestorationObject restoration) => Words.Bounded(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{restoration.End}, exit code {restoration.ExitCode}: {restoration.DeployedCount} devices deployed, "
                + $"{restoration.NotDeployedCount} not.")
            + (restoration.Reason.Length > 0 ? $" {restoration.Reason}" : "")
            + string.Concat(restoration.Findings.Select(finding => $" {finding.Name}: {finding.Reason}."))
            + string.Concat(restoration.Nodes.Where(node => node.Problem.Length > 0).Select(node => $" {node.Name}: {node.Problem}.")),
        TextLengthMax);

    private static ConfiguredDevice Of(Device device, DeviceKindRule rule) => new(
        rule.Category, Words.Of(device.Kind), device.Name.Value, device.Parent?.Value,
        device.Location.Length > 0 ? device.Location : null,
        [.. device.Attributes
            .Where(attribute => rule.FindAttribute(attribute.Name)?.Uses.HasFlag(AttributeUses.Secret) != true)
            .Select(attribute => new ConfiguredAttribute(attribute.Name, attribute.Value))]);

    private static FindingObject[] Findings(ValueList<RestoreFinding> findings) =>
    [
        .. findings.Select(finding => new FindingObject(
            Words.Of(finding.Kind), finding.Name.Value, Words.Of(finding.Finding), Words.Bounded(finding.Reason, TextLengthMax))),
    ];

    private static string? Problem(string problem) => problem.Length == 0 ? null : Words.Bounded(problem, TextLengthMax);
}
