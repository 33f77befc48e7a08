using System.Globalization;
using Petabridge.Cmd;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;

namespace VioActors.Pbm.Palettes;

/// <summary>Reads the options of the <c>viosbr</c> commands. Thread-safe.</summary>
internal static class BackupOptions
{
    public static bool Has(Command command, string @switch) =>
        command.Arguments.Any(argument => argument.Item1 == @switch && argument.Item2 is "" or "yes" or "on" or "true");

    public static string? Value(Command command, string @switch) =>
        command.Arguments.FirstOrDefault(argument => argument.Item1 == @switch)?.Item2;

    /// <exception cref="CommandRefusedException">It is no place.</exception>
    public static BackupPlaceKind? PlaceOf(Command command) => Value(command, "-place") switch
    {
        null => null,
        "local" => BackupPlaceKind.LocalStore,
        "repository" => BackupPlaceKind.Repository,
        "db" => BackupPlaceKind.ViosDb,
        var other => throw new CommandRefusedException($"There is no place [{other}]; choose local, repository or db."),
    };

    public static string TextOf(BackupPlaceKind place) => place switch
    {
        BackupPlaceKind.LocalStore => "local",
        BackupPlaceKind.Repository => "repository",
        _ => "db",
    };

    /// <exception cref="CommandRefusedException">It is no backup file's name.</exception>
    public static BackupFileName FileOf(string text) => BackupFileName.TryParse(text, out var file, out var problem)
        ? file
        : throw new CommandRefusedException(problem);

    public static ValueList<string> TypesOf(Command command) =>
        (Value(command, "-type") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToValueList();

    /// <exception cref="CommandRefusedException">Options exclude each other.</exception>
    public static RestoreOptions RestoreOf(Command command)
    {
        (string Switch, RestoreMode Mode)[] modes =
            [("-validate", RestoreMode.Validate), ("-inter", RestoreMode.Interactive), ("-force", RestoreMode.Force)];
        var given = modes.Where(mode => Has(command, mode.Switch)).ToList();
        return given.Count > 1
            ? throw new CommandRefusedException($"{given[0].Switch} and {given[1].Switch} exclude each other.")
            : new RestoreOptions(given.Count == 0 ? RestoreMode.Strict : given[0].Mode, Has(command, "-skipdevattr"), TypesOf(command));
    }

    /// <summary>The plan with what was given changed; null when nothing about it was given.</summary>
    /// <exception cref="CommandRefusedException">A value is none.</exception>
    public static BackupPolicy? PolicyOf(Command command, BackupPolicy known)
    {
        string[] switches = ["-frequency", "-at", "-day", "-zone", "-numfiles", "-aftercfg"];
        if (!switches.Any(@switch => Value(command, @switch) is not null))
        {
            return null;
        }

        var frequency = Value(command, "-frequency") is { } text ? FrequencyOf(text) : known.Frequency;
        return known with
        {
            Frequency = frequency,
            Minute = Value(command, "-at") is { } time ? MinuteOf(time) : known.Minute,
            Day = Value(command, "-day") is { } day ? NumberOf(day, "-day")
                : frequency == known.Frequency ? known.Day : frequency == BackupFrequency.Monthly ? 1 : 0,
            TimeZone = Value(command, "-zone") ?? known.TimeZone,
            KeepCount = Value(command, "-numfiles") is { } count ? NumberOf(count, "-numfiles") : known.KeepCount,
            AfterChanges = Value(command, "-aftercfg") is { } after ? after is "yes" or "" : known.AfterChanges,
            Label = Value(command, "-file") ?? known.Label,
            Place = PlaceOf(command) ?? known.Place,
        };
    }

    private static BackupFrequency FrequencyOf(string text) => text switch
    {
        "daily" => BackupFrequency.Daily,
        "weekly" => BackupFrequency.Weekly,
        "monthly" => BackupFrequency.Monthly,
        _ => throw new CommandRefusedException($"There is no frequency [{text}]; choose daily, weekly or monthly."),
    };

    private static int MinuteOf(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (int)time.ToTimeSpan().TotalMinutes
            : throw new CommandRefusedException($"[{text}] is no time of day; give one such as 00:01.");

    private static int NumberOf(string text, string @switch) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandRefusedException($"[{text}] after {@switch} is no number.");
}
