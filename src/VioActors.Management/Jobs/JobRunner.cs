using Akka.Actor;
using Akka.Event;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Jobs;
using VioActors.Management.Backups;
using VioActors.Management.Requests;
using VioActors.Management.View;

namespace VioActors.Management.Jobs;

/// <summary>
/// Runs changes as jobs: noted before they begin, concluded after they ended. A job that a stopped node left running is looked into at the
/// next start. Thread-safe.
/// </summary>
internal sealed class JobRunner(IActorRef management, ViewReader view, IIdSource ids, TimeSpan answerTimeout, ILoggingAdapter log)
{
    /// <summary>Notes the job and begins it.</summary>
    /// <param name="run">Carries the change out, telling how far it is; a refusal is thrown.</param>
    /// <param name="ended">Told the result, for the audit log.</param>
    /// <exception cref="RequestRefusedException">Too many jobs run; nothing was begun.</exception>
    public async Task<JobObject> BeginAsync(
        ApiWork work, string byWhom, Func<Func<int, string, Task>, Task<VioResponse>> run, Func<string, Task> ended)
    {
        var job = ids.Next().ToString();
        var begun = await AskAsync(new BeginJob(job, work.Verb, Words.Of(work.Kind), work.ObjectId, byWhom)).ConfigureAwait(false);
        _ = Task.Run(() => FollowAsync(begun, run, ended));
        return JobTranslation.Of(begun);
    }

    /// <summary>Says of each job that a stopped node left what came of it.</summary>
    public async Task RecoverAsync()
    {
        var jobs = await management.Ask<JobsFound>(new GetJobs(), answerTimeout).ConfigureAwait(false);
        foreach (var left in jobs.Jobs.Where(job => job.Status == JobStatus.Running))
        {
            var (status, text) = await FindOutAsync(left).ConfigureAwait(false);
            var end = new ConcludeJob(left.Job, status, left.ObjectId, $"The node stopped during the job. {text}");
            await AskAsync(end).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(JobRow job, Func<Func<int, string, Task>, Task<VioResponse>> run, Func<string, Task> ended)
    {
        ConcludeJob end;
        string result;
        try
        {
            var made = (await run((percent, text) => AskAsync(new ReportJob(job.Job, percent, text))).ConfigureAwait(false)).Objects;
            (end, result) = (EndOf(job, made), "ok");
        }
        catch (RequestRefusedException refused)
        {
            var fault = refused.ToFault();
            end = new ConcludeJob(job.Job, JobStatus.Failed, job.ObjectId, $"{fault.Text} {fault.Action}");
            result = Words.Of(fault.Code);
        }
        catch (Exception cause)
        {
            log.Error(cause, "Job {0} failed", job.Job);
            end = new ConcludeJob(job.Job, JobStatus.Failed, job.ObjectId, $"{cause.Message} Show the object to see what became of it.");
            result = "internal";
        }

        try
        {
            await ended(result).ConfigureAwait(false);
            await AskAsync(end).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // It stays running until the next start, which finds out.
            log.Error(cause, "The end of job {0} could not be noted", job.Job);
        }
    }

    // A restore that was refused or taken back did not do what was asked for.
    private static ConcludeJob EndOf(JobRow job, IReadOnlyList<VioObject> made) => made switch
    {
        [RestorationObject restoration] => new ConcludeJob(
            job.Job, restoration.ExitCode == 0 ? JobStatus.Succeeded : JobStatus.Failed, job.ObjectId,
            BackupTranslation.Summary(restoration)),
        [var first, ..] => new ConcludeJob(job.Job, JobStatus.Succeeded, first.Id, "Done."),
        _ => new ConcludeJob(job.Job, JobStatus.Succeeded, job.ObjectId, "Done."),
    };

    private async Task<(JobStatus Status, string Text)> FindOutAsync(JobRow job)
    {
        if (job.Object is "backup" or "backupPlan" or "restoration")
        {
            return (JobStatus.Interrupted, $"The VIOS goes on with it by itself: list the backups of {job.ObjectId}, or decide to resume.");
        }

        var kind = Enum.Parse<VioObjectKind>(job.Object, ignoreCase: true);
        VioObject? now;
        try
        {
            now = await view.ShowAsync(kind, job.ObjectId).ConfigureAwait(false);
        }
        catch (RequestRefusedException refused) when (refused.ToFault().Code == VioFaultCode.NotFound)
        {
            now = null;
        }
        catch (RequestRefusedException refused)
        {
            return (JobStatus.Interrupted, $"What came of it cannot be said now: {refused.Message} Show the {job.Object}.");
        }

        return (job.Operation, now) switch
        {
            ("remove" or "replace", null) when kind == VioObjectKind.Pv =>
                (JobStatus.Succeeded, "Nothing was left on the volume, and it is out of the pool."),
            (not "create", PvObject { Status: "draining", UsedBytes: 0 }) =>
                (JobStatus.Succeeded, "Nothing is left on the volume."),
            (not "create", PvObject { Status: not "inUse" } emptied) => (
                JobStatus.Interrupted,
                $"The pool goes on emptying the volume by itself: {emptied.UsedBytes} bytes are left; show it to see how far it is."),
            ("remove", null) => (JobStatus.Succeeded, $"The {job.Object} is gone."),
            ("remove", _) => (JobStatus.Interrupted, $"The {job.Object} is still there; remove it again if it is to go."),
            ("create", null) => (JobStatus.Interrupted, $"No {job.Object} of that id is there; create it again, after a look at the list."),
            ("create", _) => (JobStatus.Succeeded, $"The {job.Object} is there."),
            (_, null) => (JobStatus.Interrupted, $"The {job.Object} is gone."),
            var (_, found) => (
                JobStatus.Interrupted, $"The {job.Object} has version {found!.SeenVersion()} now; show it to see whether it was changed."),
        };
    }

    private async Task<JobRow> AskAsync(IJobsMessage message)
    {
        switch (await management.Ask<object>(message, answerTimeout).ConfigureAwait(false))
        {
            case JobFound found:
                management.Tell(found.Job, ActorRefs.NoSender);
                return found.Job;
            case Rejected rejected:
                throw Refusals.Of(rejected, VioObjectKind.Job, string.Empty);
            case var other:
                throw new InvalidOperationException($"The jobs answered with a {other.GetType().Name}.");
        }
    }
}
