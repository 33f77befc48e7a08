using VioActors.Actors.Settings;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Judges a path by what its I/O did between two looks (RED-9): hangs, latency, errors. Keeps the former look; used by one actor.
/// </summary>
internal sealed class PathHealth(StoragePathSettings settings)
{
    private PathFigures? _former;

    /// <returns>Why the path counts as lost, a sentence for people; null: it does not.</returns>
    public string? Judge(PathFigures now)
    {
        var former = _former;
        _former = now;
        if (now.InFlight > 0 && now.SinceProgress >= settings.AnswerLimit)
            return $"None of {now.InFlight} I/Os was answered for {Seconds(now.SinceProgress)}.";
        if (former is null)
            return null;
        var (answered, failed) = (now.Answered - former.Answered, now.Failed - former.Failed);
        if (answered >= settings.JudgedIoCountMin && failed * 100 > answered * settings.ErrorPercentLimit)
            return $"{failed} of {answered} I/Os failed; more than {settings.ErrorPercentLimit} % are a lost path.";
        var waited = now.Waited - former.Waited;
        if (waited < settings.JudgedIoCountMin)
            return null;
        var average = (now.WaitedTime - former.WaitedTime) / waited;
        return average <= settings.LatencyLimit
            ? null
            : $"{waited} I/Os took {Seconds(average)} on average; more than {Seconds(settings.LatencyLimit)} is a lost path.";
    }

    /// <summary>Clean probes that a return takes: doubled by each further loss in the window before the last.</summary>
    public static int CleanProbesNeeded(StoragePathSettings settings, IReadOnlyList<PathTransition> history)
    {
        var losses = history.Where(change => change.To == PathState.Down).ToList();
        if (losses.Count == 0)
            return settings.CleanProbesToReturn;
        var since = losses[^1].AtUtc - settings.FlapWindow;
        var needed = (long)settings.CleanProbesToReturn;
        for (var further = losses.Count(loss => loss.AtUtc > since) - 1; further > 0 && needed < settings.CleanProbesMax; further--)
            needed *= 2;
        return (int)Math.Max(settings.CleanProbesToReturn, Math.Min(needed, settings.CleanProbesMax));
    }

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.000} s");
}
