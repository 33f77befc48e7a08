using System.Globalization;
using VioActors.Domain.Values;

namespace VioActors.Domain.Backup;

/// <summary>
/// When the primary node backs the cluster up (CBR-1, REG-7), as the text of a cluster policy: <c>daily 00:01 UTC keep 10</c>,
/// <c>weekly 0 23:30 Europe/Berlin keep 4</c>, <c>monthly 31 02:00 UTC keep 12</c>, <c>never</c>. Thread-safe.
/// </summary>
public static class ClusterBackupPlan
{
    /// <summary>Name of the policy.</summary>
    public const string PolicyName = "cluster-backup";

    /// <summary>Label of the files.</summary>
    public const string Label = "scheduled";

    /// <summary>No policy is set.</summary>
    public static BackupPolicy None { get; } =
        BackupPolicy.Default with { Place = BackupPlaceKind.Repository, Label = Label, AfterChanges = false };

    public static string ToText(BackupPolicy plan)
    {
        var time = TimeOnly.MinValue.AddMinutes(plan.Minute).ToString("HH:mm", CultureInfo.InvariantCulture);
        var rest = string.Create(CultureInfo.InvariantCulture, $"{time} {plan.TimeZone} keep {plan.KeepCount}");
        return plan.Frequency switch
        {
            BackupFrequency.Daily => $"daily {rest}",
            BackupFrequency.Weekly => string.Create(CultureInfo.InvariantCulture, $"weekly {plan.Day} {rest}"),
            BackupFrequency.Monthly => string.Create(CultureInfo.InvariantCulture, $"monthly {plan.Day} {rest}"),
            _ => "never",
        };
    }

    /// <exception cref="FormatException">It is no plan; the message says how one is written.</exception>
    public static BackupPolicy Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var frequency = words.FirstOrDefault() switch
        {
            "never" when words.Length == 1 => BackupFrequency.Never,
            "daily" when words.Length == 5 => BackupFrequency.Daily,
            "weekly" when words.Length == 6 => BackupFrequency.Weekly,
            "monthly" when words.Length == 6 => BackupFrequency.Monthly,
            _ => throw Fault(text),
        };
        if (frequency == BackupFrequency.Never)
        {
            return None;
        }

        var day = 0;
        if ((words.Length == 6 && !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out day))
            || !TimeOnly.TryParseExact(words[^4], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || words[^2] != "keep"
            || !int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var keep))
        {
            throw Fault(text);
        }

        var plan = None with
        {
            Frequency = frequency,
            Minute = (int)time.ToTimeSpan().TotalMinutes,
            Day = day,
            TimeZone = words[^3],
            KeepCount = keep,
        };
        return plan.FindFault() is { } fault ? throw new FormatException(fault) : plan;
    }

    private static FormatException Fault(string text) => new(
        $"'{TextRule.Shorten(text)}' is no plan for backups of the cluster; write it like 'daily 00:01 UTC keep 10', "
        + "'weekly 0 23:30 UTC keep 4', 'monthly 31 02:00 UTC keep 12' or 'never'.");
}
