using VioActors.Api.Objects;
using VioActors.Domain.Events;
using VioActors.Domain.Jobs;
using VioActors.Management.Events;
using VioActors.Management.View;

namespace VioActors.Management.Jobs;

/// <summary>Jobs as objects of the API. Thread-safe.</summary>
internal static class JobTranslation
{
    public static JobObject Of(JobRow row) => new(
        row.Job,
        Words.Of(row.Status),
        row.Operation,
        row.Object,
        row.ObjectId,
        row.ByWhom,
        row.BegunUtc,
        row.EndedUtc,
        row.Percent,
        row.Text);

    public static ObserveObjects ObservationOf(JobRow row) =>
        new([EventFeedActor.Observed(VioObjectKind.Job, row.Job, Of(row) with { ProgressPercent = 0 }, [])], []);
}
