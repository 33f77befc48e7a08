namespace VioActors.Domain.Backup;

/// <summary>How often a backup is made. Values are stored and sent: never renumbered.</summary>
public enum BackupFrequency
{
    /// <summary>Only when asked for.</summary>
    Never = 0,
    Daily = 1,
    Weekly = 2,
    Monthly = 3,
}

/// <summary>Where backups are kept (BR-3). Values are stored and sent: never renumbered.</summary>
public enum BackupPlaceKind
{
    Unspecified = 0,

    /// <summary>Beside the local store of the VIOS.</summary>
    LocalStore = 1,

    /// <summary>The repository folder that all VIOSes reach.</summary>
    Repository = 2,

    /// <summary>The shared VIOS DB.</summary>
    ViosDb = 3,
}

/// <summary>When and where backups of a VIOS are made, and how many are kept (BR-4). Immutable.</summary>
/// <param name="Minute">Minute of the day, 0 to 1439, in the time zone: 1 is 00:01.</param>
/// <param name="Day">Weekly: 0 (Sunday) to 6; monthly: 1 to 31, the last day in a shorter month; else 0.</param>
/// <param name="TimeZone">Name of the time zone, e.g. <c>Europe/Berlin</c> or <c>UTC</c>.</param>
/// <param name="KeepCount">How many backups stay, 1 to <see cref="KeepCountMax"/>.</param>
/// <param name="AfterChanges">A backup follows every change of the configuration.</param>
public sealed record BackupPolicy(
    BackupFrequency Frequency, int Minute, int Day, string TimeZone, int KeepCount, BackupPlaceKind Place, string Label, bool AfterChanges)
{
    public const int KeepCountMax = 1000;

    public const int MinutesOfDay = 24 * 60;

    /// <summary>Nothing by the clock; after changes; the last ten are kept.</summary>
    public static BackupPolicy Default { get; } =
        new(BackupFrequency.Never, 1, 0, "UTC", 10, BackupPlaceKind.LocalStore, BackupFileName.DefaultLabel, AfterChanges: true);

    /// <summary>What is wrong with it, as a sentence; null when nothing is.</summary>
    public string? FindFault() =>
        !Enum.IsDefined(Frequency) ? "The frequency is not daily, weekly or monthly."
        : Minute is < 0 or >= MinutesOfDay ? "The time of day is not between 00:00 and 23:59."
        : Frequency == BackupFrequency.Weekly && Day is < 0 or > 6 ? "The day of the week is not 0 (Sunday) to 6."
        : Frequency == BackupFrequency.Monthly && Day is < 1 or > 31 ? "The day of the month is not 1 to 31."
        : Day is < 0 or > 31 ? "The day is out of range."
        : KeepCount is < 1 or > KeepCountMax ? $"The number of files to keep is not 1 to {KeepCountMax}."
        : Place is not (BackupPlaceKind.LocalStore or BackupPlaceKind.Repository or BackupPlaceKind.ViosDb)
            ? "The place is not the local store, the repository or the VIOS DB."
        : TimeZone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)
            ? $"The time zone '{Values.TextRule.Shorten(TimeZone)}' is not known here; give one such as UTC or Europe/Berlin."
        : BackupFileName.FindFaultInLabel(Label);

    /// <summary>The first moment for a backup after another moment; null when none is due by the clock.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        if (Frequency == BackupFrequency.Never)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime).AddDays(-1);

        // A month and a day hold at least one such moment; two days more for the days around it.
        for (var tried = 0; tried < 36; tried++, day = day.AddDays(1))
        {
            if (IsDue(day) && MomentOf(day, zone) is var due && due > moment)
            {
                return due;
            }
        }

        throw new InvalidOperationException($"No moment for a backup was found after {moment:O} by {this}.");
    }

    private bool IsDue(DateOnly day) => Frequency switch
    {
        BackupFrequency.Weekly => (int)day.DayOfWeek == Day,
        BackupFrequency.Monthly => day.Day == Math.Min(Day, DateTime.DaysInMonth(day.Year, day.Month)),
        _ => true,
    };

    // A time that the clocks leave out comes when they go on; of a time that comes twice, the first.
    private DateTimeOffset MomentOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(Minute);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
