namespace VioActors.Storage.Paths;

/// <summary>
/// How a volume is on its path at a moment: replaced as a whole at each change, so an I/O judges by one consistent condition. The cut token
/// is that of the I/Os begun under it, and of those begun under a later condition of the same up period.
/// </summary>
internal sealed class PathCondition(PathState state, InjectedFault? fault, bool isCutInjected, CancellationTokenSource cut)
{
    public PathState State { get; } = state;

    /// <summary>What disturbs its I/O, of the path or of the volume alone.</summary>
    public InjectedFault? Fault { get; } = fault;

    /// <summary>An injected cause keeps it from working now.</summary>
    public bool IsCutInjected { get; } = isCutInjected;

    /// <summary>Nothing but the volume decides on an I/O's outcome.</summary>
    public bool IsPlain { get; } = state == PathState.Up && (fault is null or InjectedFault.Flap);

    public CancellationTokenSource Cut { get; } = cut;
}
