using System.Globalization;
using System.Text;
using Petabridge.Cmd;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Pbm.Rendering;
using static VioActors.Pbm.Palettes.BackupOptions;

namespace VioActors.Pbm.Palettes;

/// <summary>The palette <c>viosbr</c>: backup, view and restore of a VIOS (BR-1).</summary>
internal sealed partial class ViosbrPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("viosbr",
    [
        VioPalette.Define(
            "backup", "Backs a VIOS or the cluster up now, or with -frequency, -numfiles and the like plans backups.",
            OneVios(), Cluster(),
            VioPalette.Optional("file", "-file", "first part of the file's name"),
            VioPalette.Optional("place", "-place", "local, repository or db"),
            VioPalette.Optional("frequency", "-frequency", "daily, weekly or monthly"),
            VioPalette.Optional("time", "-at", "time of day, e.g. 00:01"),
            VioPalette.Optional("day", "-day", "weekly: 0 (Sunday) to 6; monthly: 1 to 31"),
            VioPalette.Optional("zone", "-zone", "time zone, e.g. Europe/Berlin"),
            VioPalette.Optional("numfiles", "-numfiles", "how many files are kept"),
            VioPalette.Optional("aftercfg", "-aftercfg", "yes or no: a backup follows every change")),
        VioPalette.Define("nobackup", "Ends the backups by the clock, of a VIOS or the cluster.", OneVios(), Cluster()),
        VioPalette.Define("list", "Backups of a VIOS or the cluster with their place, age and validity.", OneVios(), Cluster(),
            VioPalette.WithTable),
        VioPalette.Define(
            "view", "Shows what a backup holds, or the configuration as it is.", OneVios(), Cluster(),
            VioPalette.Optional("subfile", "-subfile", "with -clustername: this VIOS"),
            VioPalette.Optional("file", "-file", "name of the backup; without it: the configuration now"),
            VioPalette.Optional("type", "-type", "types of devices, separated by commas"),
            VioPalette.Optional("detail", "-detail", "with every attribute"),
            VioPalette.Optional("mapping", "-mapping", "mappings only"),
            VioPalette.Optional("xml", "-xml", "as XML")),
        VioPalette.Define(
            "restore", "Restores a VIOS, or all of the cluster, from a backup.", OneVios(), Cluster(),
            VioPalette.Optional("subfile", "-subfile", "with -clustername: only this VIOS; with -n: onto that one"),
            VioPalette.Mandatory("file", "-file", "name of the backup"),
            VioPalette.Optional("validate", "-validate", "only tell what would be done"),
            VioPalette.Optional("inter", "-inter", "ask about each device that does not validate"),
            VioPalette.Optional("force", "-force", "go on without devices that do not validate"),
            VioPalette.Optional("skipdevattr", "-skipdevattr", "leave the physical devices as they are"),
            VioPalette.Optional("type", "-type", "types of devices, separated by commas"),
            VioPalette.Optional("lasttable", "-lasttable", "use the last known UUID table when the management tool cannot be reached")),
        VioPalette.Define(
            "answer", "Answers the question of an interactive restore.", Vios(), VioPalette.Mandatory("answer", "-go", "yes or no")),
        VioPalette.Define("resume", "Goes on with a restore that was interrupted.", Vios()),
        VioPalette.Define("undo", "Takes a restore back that was interrupted.", Vios()),
    ]);

    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(10);

    private static readonly TableColumn[] ListColumns =
        [TableColumn.Of("file"), TableColumn.Of("place"), TableColumn.Of("size", true), TableColumn.Of("age"), TableColumn.Of("state")];

    public ViosbrPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        Run("backup", command => Value(command, "-clustername") is null ? BackupAsync(command) : BackUpClusterAsync(command));
        Run("nobackup", command => Value(command, "-clustername") is null ? EndBackupsAsync(command) : PlanClusterAsync(
            command, known => known with { Frequency = BackupFrequency.Never }));
        RunTable("list", ListColumns, (command, table) =>
            Value(command, "-clustername") is null ? ListAsync(command, table) : ListClusterAsync(command, table));
        Run("view", command => Value(command, "-clustername") is null ? ViewAsync(command) : ViewClusterAsync(command));
        Run("restore", command => Value(command, "-clustername") is not null ? RestoreClusterAsync(command) : RestoreAsync(
            command,
            new RestoreBackup(FileOf(Required(command, "file", "-file")), RestoreOf(command), Has(command, "-lasttable"))));
        Run("answer", command => RestoreAsync(command, new AnswerRestore(Required(command, "answer", "-go") is "yes" or "y")));
        Run("resume", command => RestoreAsync(command, new ResumeRestore()));
        Run("undo", command => RestoreAsync(command, new UndoRestore()));
    }

    private async Task<string> EndBackupsAsync(Command command)
    {
        var plan = await AskAsync<BackupPlanned>(ViosOf(command), new GetBackupPlan()).ConfigureAwait(false);
        return Describe(await AskAsync<BackupPlanned>(
            ViosOf(command), new PlanBackups(plan.Policy with { Frequency = BackupFrequency.Never })).ConfigureAwait(false));
    }

    private async Task<string> BackupAsync(Command command)
    {
        var vios = ViosOf(command);
        var known = await AskAsync<BackupPlanned>(vios, new GetBackupPlan()).ConfigureAwait(false);
        if (PolicyOf(command, known.Policy) is { } policy)
        {
            return Describe(await AskAsync<BackupPlanned>(vios, new PlanBackups(policy)).ConfigureAwait(false));
        }

        var made = await AskAsync<BackupMade>(vios, new MakeBackup(Value(command, "-file"), PlaceOf(command)), WorkLimit).ConfigureAwait(
            false);
        return $"Backup {made.File} is complete in {TextOf(made.Place)}: {made.DeviceCount} devices, {made.SizeBytes} bytes."
            + (made.Removed.Count == 0 ? "" : $" Removed: {string.Join(", ", made.Removed)}.");
    }

    private async Task ListAsync(Command command, Table table)
    {
        var listed = await AskAsync<BackupsListed>(ViosOf(command), new ListBackups()).ConfigureAwait(false);
        foreach (var entry in listed.Entries)
        {
            table.Add(
                entry.File.ToString(), TextOf(entry.Place), Cell.Size(entry.SizeBytes),
                entry.Header is { } header ? AgeOf(listed.NowUtc - header.TakenUtc) : "unknown",
                entry.Problem.Length == 0 ? "VALID" : $"INVALID: {entry.Problem}");
        }
    }

    private async Task<string> ViewAsync(Command command)
    {
        var file = Value(command, "-file") is { } name ? FileOf(name) : null;
        return Show(command, (await AskAsync<BackupViewed>(ViosOf(command), new ViewBackup(file)).ConfigureAwait(false)).Document);
    }

    private static string Show(Command command, BackupDocument document)
    {
        var types = TypesOf(command);
        return RestoreOptions.Default with { Categories = types } is var check && check.FindFault() is { } fault
            ? throw new CommandRefusedException(fault)
            : Has(command, "-xml") ? BackupXmlText.Of(document)
            : Has(command, "-mapping") ? ConfigurationText.Mappings(document)
            : ConfigurationText.Tree(document, types, Has(command, "-detail"));
    }

    private async Task<string> RestoreAsync(Command command, IBackupRequest request) =>
        await AskAsync<object>(ViosOf(command), request, WorkLimit).ConfigureAwait(false) switch
        {
            RestoreReport { ExitCode: 0 } report => Describe(report),
            RestoreReport report => throw new CommandRefusedException(Describe(report)),
            RestoreQuestion question =>
                $"Question {question.Number} of {question.Count}: {question.Finding}. Go on without it? Nothing was changed yet.\n"
                    + "Answer with: viosbr answer -go yes or no",
            Rejected rejected => throw new CommandRefusedException(rejected.Reason),
            NoOp nothing => nothing.Reason,
            var other => throw new CommandRefusedException(
                $"The answer was {other.GetType().Name}, which this command does not understand."),
        };

    private Akka.Actor.IActorRef ViosOf(Command command) => ViosNamed(Required(command, "VIOS", "-n"));

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Vios() => VioPalette.Mandatory("vios", "-n",
        "name of the VIOS");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> OneVios() =>
        VioPalette.Optional("vios", "-n", "name of the VIOS");

    private static Func<CommandDefinitionBuilder, CommandDefinitionBuilder> Cluster() =>
        VioPalette.Optional("cluster", "-clustername", "name of the cluster: all of it");

    private static string Describe(BackupPlanned planned)
    {
        var policy = planned.Policy;
        var when = policy.Frequency == BackupFrequency.Never ? "none by the clock"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{policy.Frequency.ToString().ToLowerInvariant()} at {policy.Minute / 60:00}:{policy.Minute % 60:00} "
                    + $"{policy.TimeZone}, next "
                    + $"{planned.NextUtc:yyyy-MM-dd HH:mm}Z");
        return $"Backups: {when}; {(policy.AfterChanges ? "one after each change" : "none after changes")}; the last {policy.KeepCount} "
            + $"are kept "
            + $"in {TextOf(policy.Place)}.";
    }

    private static string Describe(RestoreReport report)
    {
        var text = new StringBuilder($"Restore of {report.File}: {report.End}");
        text.Append(report.Reason.Length > 0 ? $": {report.Reason}\n" : ".\n");
        Section(text, "deployed", report.Deployed);
        Section(text, "not deployed", report.NotDeployed);
        return text.Append(CultureInfo.InvariantCulture, $"exit code {report.ExitCode}").ToString();
    }

    private static void Section(StringBuilder text, string title, ValueList<RestoreFinding> findings)
    {
        text.Append(CultureInfo.InvariantCulture, $"{findings.Count} devices {title}\n");
        foreach (var finding in findings.Where(finding => finding.Finding != FindingKind.AlreadyDeployed))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {finding}\n");
        }
    }

    private static string AgeOf(TimeSpan age) => age.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d {age.Hours} h")
        : string.Create(CultureInfo.InvariantCulture, $"{age.Hours} h {age.Minutes} min");
}
