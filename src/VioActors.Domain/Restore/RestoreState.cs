using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>The last restore of one VIOS. Immutable.</summary>
/// <param name="Found">Null before the first.</param>
public sealed record RestoreState(RestoreFound? Found)
{
    public static RestoreState Empty { get; } = new((RestoreFound?)null);

    public RestoreFound ToAnswer(VioUuid vios) => Found ?? new RestoreFound(vios, null, RestoreStatus.Unspecified, [], "");

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public RestoreState Apply(IRestoreEvent @event) => @event switch
    {
        RestoreBegun e => new RestoreState(new RestoreFound(e.Vios, e.Run, RestoreStatus.Restoring, [], "")),
        StepRecorded e => new RestoreState(Found! with
        {
            Results = Found!.Results.Where(result => result.Number != e.Result.Number).Append(e.Result)
                .OrderBy(result => result.Number).ToValueList(),
        }),
        UndoBegun e => new RestoreState(Found! with { Status = RestoreStatus.Undoing, Reason = e.Reason }),
        RestoreEnded e => new RestoreState(Found! with { Status = e.Status }),
        _ => throw new InvalidOperationException($"A restore knows no event {@event.GetType().Name}; a newer version wrote it."),
    };
}
