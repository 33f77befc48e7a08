namespace VioActors.Actors.Settings;

/// <summary>When a physical path counts as lost, and when it is used again (RED-2, RED-9). Immutable.</summary>
/// <param name="ProbeInterval">Time between probes of a path, up or down, and between looks at its figures.</param>
/// <param name="CleanProbesToReturn">Clean probes in a row before a lost path is used again.</param>
public sealed record StoragePathSettings(TimeSpan ProbeInterval, int CleanProbesToReturn)
{
    /// <summary>A probe, or I/O without any progress, that takes longer is a lost path.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Probes in a row without an answer of the storage before a path that is in use counts as lost.</summary>
    public int FailedProbesToLose { get; init; } = 2;

    /// <summary>A path whose I/O takes longer on average, between two looks, is degraded and counts as lost.</summary>
    public TimeSpan LatencyLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A path that fails more of its I/O than this, in percent, is degraded and counts as lost.</summary>
    public int ErrorPercentLimit { get; init; } = 50;

    /// <summary>Fewer I/Os between two looks say nothing about latency and errors.</summary>
    public int JudgedIoCountMin { get; init; } = 16;

    /// <summary>Each loss within it doubles the clean probes that a return takes.</summary>
    public TimeSpan FlapWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Clean probes that a return takes at most, however often the path was lost.</summary>
    public int CleanProbesMax { get; init; } = 32;

    internal static StoragePathSettings Read(SettingsReader reader) => new(
        reader.Duration("storage-path.probe-interval", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
        (int)reader.Integer("storage-path.clean-probes-to-return", 1, 1000))
    {
        AnswerLimit = reader.Duration("storage-path.answer-limit", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
        FailedProbesToLose = (int)reader.Integer("storage-path.failed-probes-to-lose", 1, 1000),
        LatencyLimit = reader.Duration("storage-path.latency-limit", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
        ErrorPercentLimit = (int)reader.Integer("storage-path.error-percent-limit", 1, 100),
        JudgedIoCountMin = (int)reader.Integer("storage-path.judged-io-count-min", 1, 1_000_000),
        FlapWindow = reader.Duration("storage-path.flap-window", TimeSpan.Zero, TimeSpan.FromHours(24)),
        CleanProbesMax = (int)reader.Integer("storage-path.clean-probes-max", 1, 1000),
    };
}
