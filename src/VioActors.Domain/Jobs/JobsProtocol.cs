using VioActors.Domain.Common;

namespace VioActors.Domain.Jobs;

/// <summary>A command or query for the jobs of the VIOS API: one aggregate a node that runs jobs.</summary>
public interface IJobsMessage : IDomainMessage;

/// <summary>Stored event of the jobs.</summary>
public interface IJobsEvent : IEvent;

/// <summary>Notes a long operation before it begins. Answered with <see cref="JobFound"/>; a repeat is answered as the first.</summary>
/// <param name="Job">Its id, a UUID made by the sender.</param>
/// <param name="Operation">create, change or remove.</param>
/// <param name="Object">Kind of the object.</param>
/// <param name="ObjectId">The object; of a creation the id that it gets.</param>
/// <param name="ByWhom">Who asked for it.</param>
public sealed record BeginJob(string Job, string Operation, string Object, string ObjectId, string ByWhom) : ICommand, IJobsMessage;

/// <summary>How far it has come. Ignored after its end.</summary>
/// <param name="Percent">0 to 100.</param>
public sealed record ReportJob(string Job, int Percent, string Text) : ICommand, IJobsMessage;

/// <summary>It has ended. A repeat changes nothing.</summary>
public sealed record ConcludeJob(string Job, JobStatus Status, string ObjectId, string Text) : ICommand, IJobsMessage;

/// <summary>Answered with <see cref="JobsFound"/>, latest first.</summary>
public sealed record GetJobs : IQuery, IJobsMessage;

/// <summary>Answer to a command for one job.</summary>
public sealed record JobFound(JobRow Job) : IReply;

/// <summary>Answer to <see cref="GetJobs"/>.</summary>
public sealed record JobsFound(ValueList<JobRow> Jobs) : IReply;

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum JobStatus
{
    Unspecified = 0,
    Running = 1,
    Succeeded = 2,
    Failed = 3,

    /// <summary>Its node stopped; the text says what came of it.</summary>
    Interrupted = 4,
}

/// <summary>A job.</summary>
/// <param name="EndedUtc">Null while it runs.</param>
public sealed record JobRow(
    string Job,
    JobStatus Status,
    string Operation,
    string Object,
    string ObjectId,
    string ByWhom,
    DateTimeOffset BegunUtc,
    DateTimeOffset? EndedUtc,
    int Percent,
    string Text);

public sealed record JobBegun(JobRow Job) : IJobsEvent;

public sealed record JobProgressed(string Job, int Percent, string Text) : IJobsEvent;

public sealed record JobEnded(string Job, JobStatus Status, string ObjectId, string Text, DateTimeOffset AtUtc) : IJobsEvent;

/// <summary>An ended job is not kept any more.</summary>
public sealed record JobForgotten(string Job) : IJobsEvent;

/// <summary>The whole state.</summary>
/// <param name="Jobs">Oldest first.</param>
public sealed record JobsSnapshot(ValueList<JobRow> Jobs) : ISnapshot;
