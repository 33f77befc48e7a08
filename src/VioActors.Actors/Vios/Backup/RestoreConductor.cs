using VioActors.Domain.Backup;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Pool;
using VioActors.Domain.Restore;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Vios.Backup;

/// <summary>A restore that validated as far as its mode asks for, and has changed nothing yet.</summary>
/// <param name="File">The backup, for people.</param>
internal sealed record PreparedRestore(string File, BackupDocument Backup, RestoreOptions Options, RestorePlan Plan);

/// <summary>
/// Restores a VIOS (BR-6…BR-11): reads the backup, finds out whether it belongs here, plans, and then does one step after the other, each
/// recorded. Nothing is changed before the whole plan is made. Thread-safe; the caller runs one restore at a time.
/// </summary>
internal sealed class RestoreConductor(
    ViosDefinition definition, BackupEnvironment environment, DbQuestions db, BackupMaker maker)
{
    private const int BusyCountMax = 5;

    private readonly RefusalNotices _notices = new(definition.ViosDb, environment.Mailer, definition.Time);

    /// <exception cref="BackupRefusedException">The file is refused, or does not belong here; administrators were told.</exception>
    public async Task<PreparedRestore> PrepareAsync(string file, ReadOnlyMemory<byte> content, RestoreOptions options,
        bool useLastKnownTable)
    {
        if (options.FindFault() is { } fault)
        {
            throw new BackupRefusedException(RejectionCode.Invalid, fault);
        }

        var backup = await ReadAsync(file, content).ConfigureAwait(false);
        if (await FindObstacleAsync(backup.Header, useLastKnownTable).ConfigureAwait(false) is { } obstacle)
        {
            throw await RefuseAsync(file, obstacle).ConfigureAwait(false);
        }

        var plan = RestorePlanner.Plan(backup, await SceneAsync(backup).ConfigureAwait(false), options);
        return new PreparedRestore(file, backup, options, plan);
    }

    /// <summary>Does the steps of a plan. Those that do not validate were accepted by mode or by the administrator.</summary>
    /// <exception cref="BackupRefusedException">The VIOS changed since the plan was made, or another restore has not ended.</exception>
    public async Task<RestoreReport> RunAsync(PreparedRestore prepared)
    {
        var plan = RestorePlanner.Plan(prepared.Backup, await SceneAsync(prepared.Backup).ConfigureAwait(false), prepared.Options);
        if (!plan.Equals(prepared.Plan))
        {
            throw new BackupRefusedException(
                RejectionCode.VersionConflict,
                $"Cannot restore {prepared.File}: the VIOS was changed after the restore was validated; nothing was restored. Begin "
                    + $"again.");
        }

        var run = new RestoreRun(
            prepared.File, prepared.Backup.Header.Vios, definition.Time.GetUtcNow(), prepared.Options.Mode == RestoreMode.Force,
                plan.Findings,
            plan.Steps);
        return await DriveAsync(await RecordAsync(new BeginRestore(definition.Vios, run)).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Goes on with a restore which has not ended; null when there is none.</summary>
    public async Task<RestoreReport?> ResumeAsync()
    {
        var found = await RecordAsync(new GetRestore(definition.Vios)).ConfigureAwait(false);
        return found.IsOpen ? await DriveAsync(found).ConfigureAwait(false) : null;
    }

    /// <summary>Takes a restore back which has not ended; null when there is none.</summary>
    public async Task<RestoreReport?> UndoAsync()
    {
        var found = await RecordAsync(new GetRestore(definition.Vios)).ConfigureAwait(false);
        return found.IsOpen
            ? await DriveAsync(await RecordAsync(
                new BeginUndo(definition.Vios, "the administrator gave it up")).ConfigureAwait(false)).ConfigureAwait(false)
            : null;
    }

    public static RestoreReport ReportOf(PreparedRestore prepared, RestoreEnd end, string reason) => new(
        prepared.File, end, reason,
        prepared.Plan.Findings.Where(finding => end == RestoreEnd.Validated && !finding.IsFault).ToValueList(),
        prepared.Plan.Faults.ToValueList());

    private async Task<RestoreReport> DriveAsync(RestoreFound found)
    {
        while (found.Next is { } step)
        {
            found = found.Status == RestoreStatus.Undoing
                ? await TakeBackAsync(found, step).ConfigureAwait(false)
                : await DoAsync(found, step).ConfigureAwait(false);
        }

        return ReportOf(found);
    }

    private async Task<RestoreFound> DoAsync(RestoreFound found, RestoreStep step)
    {
        var answer = await PatientlyAsync(step.Do(definition.Vios), step).ConfigureAwait(false);
        return answer is not Rejected rejected
                ? await RecordAsync(found, step, StepOutcome.Done, "").ConfigureAwait(false)
            : found.Run!.GoesOnWithout ? await RecordAsync(found, step, StepOutcome.LeftOut, rejected.Reason).ConfigureAwait(false)
            : await RecordAsync(new BeginUndo(definition.Vios, $"could not {step}: {rejected.Reason}")).ConfigureAwait(false);
    }

    // What cannot be taken back is told and left: the rest still is.
    private async Task<RestoreFound> TakeBackAsync(RestoreFound found, RestoreStep step) =>
        await RecordAsync(
            found, step, StepOutcome.Undone,
            await PatientlyAsync(step.Undo(definition.Vios), step).ConfigureAwait(false) is Rejected rejected ? rejected.Reason : "")
            .ConfigureAwait(false);

    private async Task<object> PatientlyAsync(object command, RestoreStep step)
    {
        object answer = new NoOp("");
        for (var tried = 0; tried < BusyCountMax; tried++)
        {
            answer = await db.AskAnyAsync(command, step.ToString()).ConfigureAwait(false);
            if (answer is not Rejected { Code: RejectionCode.Busy })
            {
                break;
            }
        }

        return answer;
    }

    // What the record has become is worked out here as it is there: the whole plan is not sent with every step.
    private async Task<RestoreFound> RecordAsync(RestoreFound found, RestoreStep step, StepOutcome outcome, string reason)
    {
        var record = new RecordStep(definition.Vios, new StepResult(step.Number, outcome, reason));
        if (await db.AskAsync<IReply>(record, "record the restore").ConfigureAwait(false) is not Ok)
        {
            return await RecordAsync(new GetRestore(definition.Vios)).ConfigureAwait(false);
        }

        var state = new RestoreState(found);
        return RestoreDecisions.Decide(state, record).Events.Aggregate(state, (current, @event) => current.Apply(@event)).Found!;
    }

    private Task<RestoreFound> RecordAsync(IRestoreMessage message) => db.AskAsync<RestoreFound>(message, "record the restore");

    private async Task<BackupDocument> ReadAsync(string file, ReadOnlyMemory<byte> content)
    {
        try
        {
            return ViosArchive.Read(content, environment.Limits, environment.Key);
        }
        catch (BackupFormatException refused)
        {
            throw await RefuseAsync(file, refused.Message).ConfigureAwait(false);
        }
    }

    private async Task<string?> FindObstacleAsync(BackupHeader backup, bool useLastKnownTable)
    {
        if (backup.Drc == definition.Drc && backup.Vios == definition.Vios)
        {
            return null;
        }

        var rows = await environment.UuidTable.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        if (rows is null && !useLastKnownTable)
        {
            return $"The backup is of VIOS {backup.Vios} at {backup.Drc}, this is {definition.Vios} at {definition.Drc}, and the "
                + $"management "
                + "tool, whose UUID table tells whether the backup belongs here, cannot be reached. Try again when it can, or allow the "
                    + "last "
                + "known table.";
        }

        rows ??= environment.UuidTable.LastKnown;
        return rows is null
            ? "The management tool cannot be reached, and its UUID table was never read here."
            : Ownership.FindObstacle(backup, definition.Vios, definition.Drc, rows);
    }

    private async Task<RestoreScene> SceneAsync(BackupDocument backup)
    {
        var current = await maker.DocumentAsync(0).ConfigureAwait(false);
        var pool = await db.AskAnyAsync(new GetPool(definition.Pool), "read the pool").ConfigureAwait(false) as PoolFound;
        var names = await db.AskAsync<AdapterNamesFound>(
            new GetAdapterNames(definition.Drc.Cec), "read the names of adapters").ConfigureAwait(false);
        return new RestoreScene(
            current, pool?.Pool, (pool?.Lus ?? []).Select(lu => new SceneUnit(lu.Lu, lu.Name)).ToValueList(),
            names.Names.Where(use => use.Vios != definition.Vios).Select(use => use.Name).ToValueList())
        {
            VirtualFc = backup.Devices.Any(device => device.Kind == DeviceKind.VirtualFcAdapter)
                ? await HypervisorQuestions.VirtualFcOfAsync(definition).ConfigureAwait(false)
                : null,
        };
    }

    private Task<BackupRefusedException> RefuseAsync(string file, string reason) => _notices.RefuseAsync(definition, file, reason);

    private static RestoreReport ReportOf(RestoreFound found)
    {
        var run = found.Run!;
        if (found.Status == RestoreStatus.Undone)
        {
            var stuck = found.Results.Where(result => result.Outcome == StepOutcome.Undone && result.Reason.Length > 0)
                .Select(result => $" Step '{run.Steps[result.Number]}' could not be taken back: {result.Reason}");
            return new RestoreReport(
                run.File, RestoreEnd.Undone, $"{found.Reason}.{string.Concat(stuck)}", [],
                run.Findings.Where(finding => finding.Finding != FindingKind.AlreadyDeployed).ToValueList());
        }

        var leftOut = found.Results.Where(result => result.Outcome == StepOutcome.LeftOut)
            .ToDictionary(result => run.Steps[result.Number].Device.Key, result => result.Reason);
        var not = run.Findings.Where(finding => finding.IsFault || leftOut.ContainsKey(finding.Key))
            .Select(finding => leftOut.TryGetValue(finding.Key, out var reason) ? finding with { Reason = reason } : finding)
            .ToValueList();
        return new RestoreReport(
            run.File, not.Count == 0 ? RestoreEnd.Restored : RestoreEnd.RestoredInPart, "",
            run.Findings.Where(finding => !finding.IsFault && !leftOut.ContainsKey(finding.Key)).ToValueList(), not);
    }
}
