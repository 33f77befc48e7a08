using Akka.Actor;
using Akka.Event;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Management.Backups;
using VioActors.Management.Jobs;
using VioActors.Management.Security;
using VioActors.Management.View;
using VioActors.Management.Volumes;

namespace VioActors.Management.Requests;

/// <summary>
/// Carries out requests of the VIOS API, whoever brings them: checks the role, writes the audit log before and after a change, and answers
/// every request with a response. Thread-safe.
/// </summary>
internal sealed class VioApiService(
    ViewReader view,
    EventReader events,
    ChangePlanner planner,
    BackupReader backups,
    VolumeWork volumes,
    JobRunner jobs,
    IActorRef viosDb,
    AuditLog audit,
    TimeProvider time,
    TimeSpan answerTimeout,
    ILoggingAdapter log)
{
    /// <summary>How long the VIOS DB may take for a change that runs as a job.</summary>
    private static readonly TimeSpan JobLimit = TimeSpan.FromHours(1);

    private readonly ObjectTurns _turns = new();
    private readonly BackupWork _backupWork = new(backups);

    /// <summary>Never throws but for a cancellation.</summary>
    public async Task<VioResponse> HandleAsync(Caller caller, VioRequest request, CancellationToken cancellation)
    {
        VioResponse response;
        try
        {
            response = await CarryOutAsync(caller, request.Operation, cancellation).ConfigureAwait(false);
        }
        catch (RequestRefusedException refused)
        {
            response = VioResponse.Of(refused.ToFault());
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            log.Error(cause, "Request of {0} failed: {1}", caller.Name, Permissions.Describe(request.Operation));
            response = VioResponse.Of(new VioFault(
                VioFaultCode.Internal, null, null, $"The request failed: {Words.Bounded(cause.Message, 1000)}",
                "Read the object to see what became of it; the log of the node says more."));
        }

        return response with { RequestId = request.RequestId };
    }

    private async Task<VioResponse> CarryOutAsync(Caller caller, VioOperation operation, CancellationToken cancellation)
    {
        var needed = Permissions.RoleFor(operation);
        if (caller.Role < needed)
        {
            await AuditAsync(caller, operation, "notAuthorized", cancellation).ConfigureAwait(false);
            throw new RequestRefusedException(
                VioFaultCode.NotAuthorized, null, null,
                $"Token '{caller.Name}' has the role {Words.Of(caller.Role)}; {Words.Bounded(Permissions.Describe(operation), 300)} "
                + $"needs {Words.Of(needed)}.",
                "Nothing was changed. Use a token of that role.");
        }

        return operation switch
        {
            ShowObject { Object: VioObjectKind.All } => throw new RequestRefusedException(
                VioFaultCode.NotSupported, null, null, "There is no one object 'all' to show.", "List 'all' instead."),
            ListObjects { Object: VioObjectKind.Event } => VioResponse.Of(await events.LatestAsync().ConfigureAwait(false)),
            ShowObject { Object: VioObjectKind.Event } => throw new RequestRefusedException(
                VioFaultCode.NotSupported, VioObjectKind.Event, null, "A single event is not shown.", "List or poll the events."),
            _ when BackupOperations.IsReading(operation) => await ReadBackupsAsync(operation).ConfigureAwait(false),
            ListObjects list => VioResponse.Of(await view.ListAsync(list.Object, list.Parent).ConfigureAwait(false)),
            WhoAmI => VioResponse.Of(new CallerObject(caller.Name, Words.Of(caller.Role))),
            PollEvents poll => await events.PollAsync(poll, cancellation).ConfigureAwait(false),
            ShowObject show => VioResponse.Of(await view.ShowAsync(show.Object, show.Id).ConfigureAwait(false)),
            _ => await ChangeAsync(caller, operation, cancellation).ConfigureAwait(false),
        };
    }

    private async Task<VioResponse> ChangeAsync(Caller caller, VioOperation operation, CancellationToken cancellation)
    {
        // First the intent: a change that nobody can be held to is not made. What is to be done is found out while that is stored.
        var finding = FindWorkAsync(operation);
        try
        {
            await AuditAsync(caller, operation, "begun", cancellation).ConfigureAwait(false);
        }
        catch
        {
            _ = finding.ContinueWith(static left => left.Exception, TaskScheduler.Default);
            throw;
        }

        var result = "ok";
        try
        {
            var work = await finding.ConfigureAwait(false);
            if (!IsJob(operation))
            {
                return await work.RunAsync(new ApiRun(answerTimeout, null), cancellation).ConfigureAwait(false);
            }

            result = "job";
            return VioResponse.Of(await jobs.BeginAsync(
                work,
                caller.Name,
                report => work.RunAsync(new ApiRun(JobLimit, report), CancellationToken.None),
                ended => AuditAsync(caller, operation, ended, CancellationToken.None)).ConfigureAwait(false));
        }
        catch (RequestRefusedException refused)
        {
            result = Words.Of(refused.ToFault().Code);
            throw;
        }
        catch
        {
            result = "internal";
            throw;
        }
        finally
        {
            await AuditAsync(caller, operation, result, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<ApiWork> FindWorkAsync(VioOperation operation)
    {
        try
        {
            if (await _backupWork.FindAsync(operation).ConfigureAwait(false) is { } backup)
            {
                return backup with
                {
                    RunAsync = (run, cancellation) => BackupOperations.GuardAsync(() => backup.RunAsync(run, cancellation)),
                };
            }
        }
        catch (FormatException cause)
        {
            throw BackupOperations.Invalid(cause);
        }

        if (await volumes.FindAsync(operation).ConfigureAwait(false) is { } volume)
        {
            return volume;
        }

        var plan = await planner.PlanAsync(operation).ConfigureAwait(false);
        return new ApiWork(plan.Verb, plan.Kind, plan.ObjectId, (run, cancellation) =>
            TakeTurnAsync(operation, plan, run.Limit, cancellation));
    }

    private Task<VioResponse> ReadBackupsAsync(VioOperation operation) => BackupOperations.GuardAsync(async () => operation switch
    {
        ListObjects { Object: VioObjectKind.Backup } list => VioResponse.Of(await backups.ListAsync(list.Parent).ConfigureAwait(false)),
        ListObjects { Object: VioObjectKind.BackupPlan } => VioResponse.Of(await backups.PlansAsync().ConfigureAwait(false)),
        ShowObject { Object: VioObjectKind.Backup } show => VioResponse.Of(await backups.ShowAsync(show.Id).ConfigureAwait(false)),
        ShowObject { Object: VioObjectKind.BackupPlan } show => VioResponse.Of(await backups.PlanAsync(show.Id).ConfigureAwait(false)),
        ViewConfiguration wanted => VioResponse.Of(await backups.ViewAsync(wanted).ConfigureAwait(false)),
        _ => throw new RequestRefusedException(
            VioFaultCode.NotSupported, null, null, "A configuration or restoration is not kept as an object.",
            "View the configuration of a VIOS; the job of a restore says what came of it."),
    });

    private static bool IsJob(VioOperation operation) => operation switch
    {
        RestoreConfiguration restore => restore.AsJob ?? false,
        CreateObject create => create.AsJob ?? false,
        ChangeObject change => change.AsJob ?? false,
        RemoveObject remove => remove.AsJob ?? false,
        _ => false,
    };

    private async Task<VioResponse> TakeTurnAsync(
        VioOperation operation, PlannedChange plan, TimeSpan limit, CancellationToken cancellation)
    {
        if (operation is CreateObject)
        {
            return await RunAsync(plan, limit).ConfigureAwait(false);
        }

        using var turn = await _turns.TakeAsync($"{plan.Kind} {plan.ObjectId}", limit, cancellation).ConfigureAwait(false)
            ?? throw new RequestRefusedException(
                VioFaultCode.Busy, plan.Kind, plan.ObjectId,
                $"The {Words.Of(plan.Kind)} {plan.ObjectId} is being changed by others for {limit.TotalSeconds} s now.",
                "Nothing was changed. Try again; the list of jobs may show what is going on.");

        // Decided again, on what those before it left.
        return await RunAsync(await planner.PlanAsync(operation).ConfigureAwait(false), limit).ConfigureAwait(false);
    }

    private async Task<VioResponse> RunAsync(PlannedChange plan, TimeSpan limit)
    {
        object reply;
        try
        {
            reply = await viosDb.Ask<object>(plan.Command, limit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new RequestRefusedException(
                VioFaultCode.Timeout, plan.Kind, plan.ObjectId,
                $"Cannot say yet what became of it: the VIOS DB gave no answer within {limit.TotalSeconds} s.",
                "It may still take effect. Show the object before you send the request again.");
        }

        switch (reply)
        {
            case Rejected rejected:
                throw Refusals.Of(rejected, plan.Kind, plan.ObjectId);
            case IReply accepted when plan.ResultId(accepted) is { } id:
                return VioResponse.Of(await view.ShowChangedAsync(plan.Kind, id).ConfigureAwait(false));
            default:
                view.NoteChange(plan.Kind, plan.ObjectId);
                return VioResponse.Of();
        }
    }

    // What comes after the intent is not waited for on the medium: without it the record says that the change was begun.
    private static bool IsIntent(string result) => result is "begun" or "notAuthorized";

    private async Task AuditAsync(Caller caller, VioOperation operation, string result, CancellationToken cancellation)
    {
        try
        {
            var what = Words.Bounded(Permissions.Describe(operation), 2000);
            await audit.WriteAsync(
                new AuditEntry(time.GetUtcNow(), caller.Name, caller.Address, what, result), IsIntent(result), cancellation)
                .ConfigureAwait(false);
        }
        catch (IOException cause) when (IsIntent(result))
        {
            throw new RequestRefusedException(
                VioFaultCode.AuditUnavailable, null, null, cause.Message,
                "Nothing was changed. Make room on the disk of the node or restore the folder of the audit log.");
        }
        catch (IOException cause)
        {
            // The change is made and its intent is on record.
            log.Error(cause, "The result {0} of {1} is not in the audit log", result, caller.Name);
        }
    }
}
