using VioActors.Domain.Jobs;
using Schema = VioActors.Persistence.Schemas.Jobs;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>jobs.proto</c>. Thread-safe.</summary>
internal static class JobsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<BeginJob, Schema.BeginJob>("jobs.BeginJob.1"),
        MessageEntry.Of<ReportJob, Schema.ReportJob>("jobs.ReportJob.1"),
        MessageEntry.Of<ConcludeJob, Schema.ConcludeJob>("jobs.ConcludeJob.1"),
        MessageEntry.Of<GetJobs, Schema.GetJobs>("jobs.GetJobs.1"),
        MessageEntry.Of<JobFound, Schema.JobFound>("jobs.JobFound.1"),
        MessageEntry.Of<JobsFound, Schema.JobsFound>("jobs.JobsFound.1"),
        MessageEntry.Of<JobBegun, Schema.JobBegun>("jobs.JobBegun.1"),
        MessageEntry.Of<JobProgressed, Schema.JobProgressed>("jobs.JobProgressed.1"),
        MessageEntry.Of<JobEnded, Schema.JobEnded>("jobs.JobEnded.1"),
        MessageEntry.Of<JobForgotten, Schema.JobForgotten>("jobs.JobForgotten.1"),
        MessageEntry.Of<JobsSnapshot, Schema.JobsSnapshot>("jobs.JobsSnapshot.1"),
    ];
}
