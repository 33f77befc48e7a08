namespace VioActors.Storage.Paths;

/// <summary>
/// How a path is at a moment: replaced as a whole at each change, so an I/O judges by one consistent condition. The cut token is that of
/// the I/Os begun under it, and of those begun under a later condition of the same up period.
/// </summary>
internal sealed class PathCondition(PathState state, InjectedFault? fault, bool flapCut, CancellationTokenSource cut)
{
    public PathState State { get; } = state;

    public InjectedFault? Fault { get; } = fault;

    /// <summary>An injected cause keeps the path from working now.</summary>
    public bool IsCutInjected { get; } = fault is InjectedFault.Cut || flapCut;

    /// <summary>Nothing but the volume decides on an I/O's outcome.</summary>
    public bool IsPlain { get; } = state == PathState.Up && (fault is null or InjectedFault.Flap);

    public CancellationTokenSource Cut { get; } = cut;
}
