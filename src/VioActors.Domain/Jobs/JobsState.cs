using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.Jobs;

/// <summary>Jobs that run, and the latest of those that ended. Immutable.</summary>
/// <param name="Jobs">Oldest first.</param>
public sealed record JobsState(ImmutableList<JobRow> Jobs)
{
    public static JobsState Empty { get; } = new([]);

    public static JobsState From(JobsSnapshot snapshot) => new([.. snapshot.Jobs]);

    public JobsSnapshot ToSnapshot() => new(Jobs.ToValueList());

    public JobRow? Find(string job) => Jobs.Find(row => row.Job == job);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public JobsState Apply(IJobsEvent @event) => @event switch
    {
        JobBegun e => new JobsState(Jobs.Add(e.Job)),
        JobProgressed e => Change(e.Job, row => row with { Percent = e.Percent, Text = e.Text }),
        JobEnded e => Change(e.Job, row => row with
        {
            Status = e.Status,
            ObjectId = e.ObjectId,
            Text = e.Text,
            EndedUtc = e.AtUtc,
            Percent = e.Status == JobStatus.Succeeded ? 100 : row.Percent,
        }),
        JobForgotten e => new JobsState(Jobs.RemoveAll(row => row.Job == e.Job)),
        _ => throw new InvalidOperationException($"The jobs know no event {@event.GetType().Name}; a newer version wrote it."),
    };

    private JobsState Change(string job, Func<JobRow, JobRow> change)
    {
        var index = Jobs.FindIndex(row => row.Job == job);
        return index < 0 ? this : new JobsState(Jobs.SetItem(index, change(Jobs[index])));
    }
}
