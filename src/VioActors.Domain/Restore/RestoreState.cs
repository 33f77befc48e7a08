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
        StepRecorded e => new RestoreState(Found! with { Results = With(Found!.Results.AsSpan(), e.Result) }),
        UndoBegun e => new RestoreState(Found! with { Status = RestoreStatus.Undoing, Reason = e.Reason }),
        RestoreEnded e => new RestoreState(Found! with { Status = e.Status }),
        _ => throw new InvalidOperationException($"A restore knows no event {@event.GetType().Name}; a newer version wrote it."),
    };

    private static ValueList<StepResult> With(ReadOnlySpan<StepResult> results, StepResult result) =>
        [.. results[..result.Number], result, .. results[Math.Min(result.Number + 1, results.Length)..]];
}
