using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Jobs.IJobsEvent>;

namespace VioActors.Domain.Jobs;

/// <summary>What becomes of jobs. Pure; thread-safe.</summary>
public static class JobsDecisions
{
    /// <summary>Jobs that run at once; each holds a command that waits for the VIOS DB.</summary>
    public const int RunningMax = 64;

    /// <summary>Ended jobs that can be found again; older ones are forgotten.</summary>
    public const int EndedMax = 1000;

    /// <summary>Longest text, in characters.</summary>
    public const int TextLengthMax = 4096;

    public static Outcome Decide(JobsState state, IJobsMessage message, DateTimeOffset nowUtc) => message switch
    {
        BeginJob begin => Begin(state, begin, nowUtc),
        ReportJob report => state.Find(report.Job) switch
        {
            null => Unknown(report.Job),
            { Status: JobStatus.Running } row => Accept(
                row with { Percent = Percent(report.Percent), Text = Bound(report.Text) },
                new JobProgressed(report.Job, Percent(report.Percent), Bound(report.Text))),
            var ended => Decision.Answer<IJobsEvent>(new JobFound(ended)),
        },
        ConcludeJob conclude => Conclude(state, conclude, nowUtc),
        GetJobs => Decision.Answer<IJobsEvent>(new JobsFound(state.Jobs.Reverse().ToValueList())),
        _ => throw new InvalidOperationException($"The jobs know no message {message.GetType().Name}."),
    };

    private static Outcome Begin(JobsState state, BeginJob begin, DateTimeOffset nowUtc)
    {
        if (state.Find(begin.Job) is { } known)
        {
            return Decision.Answer<IJobsEvent>(new JobFound(known));
        }

        var running = state.Jobs.Count(row => row.Status == JobStatus.Running);
        if (running >= RunningMax)
        {
            return Decision.Reject<IJobsEvent>(
                RejectionCode.Busy,
                $"Cannot begin a job to {begin.Operation} {begin.Object} {begin.ObjectId}: {running} jobs run already; try again later.");
        }

        var row = new JobRow(
            begin.Job, JobStatus.Running, begin.Operation, begin.Object, begin.ObjectId, begin.ByWhom, nowUtc, null, 0, "Begun.");
        return Accept(row, new JobBegun(row));
    }

    private static Outcome Conclude(JobsState state, ConcludeJob conclude, DateTimeOffset nowUtc)
    {
        if (state.Find(conclude.Job) is not { } row)
        {
            return Unknown(conclude.Job);
        }

        if (row.Status != JobStatus.Running)
        {
            return Decision.Answer<IJobsEvent>(new JobFound(row));
        }

        var ended = new JobEnded(conclude.Job, conclude.Status, conclude.ObjectId, Bound(conclude.Text), nowUtc);
        var after = state.Apply(ended);
        var old = after.Jobs.Where(other => other.Status != JobStatus.Running).SkipLast(EndedMax)
            .Select(other => new JobForgotten(other.Job));
        return new Outcome(new JobFound(after.Find(conclude.Job)!), [ended, .. old], []);
    }

    private static Outcome Accept(JobRow row, IJobsEvent @event) => Decision.Accept(new JobFound(row), @event);

    private static Outcome Unknown(string job) =>
        Decision.Reject<IJobsEvent>(RejectionCode.NotFound, $"There is no job '{job}'; list the jobs to see those that are kept.");

    private static int Percent(int percent) => Math.Clamp(percent, 0, 100);

    private static string Bound(string text) => text.Length <= TextLengthMax ? text : text[..TextLengthMax];
}
