namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// A range that this VIOS has for itself, or asks for. It is kept when a command is done with it, so that the next one needs no message,
/// until another VIOS wants it. Guarded by its owner.
/// </summary>
/// <param name="request">Number of the request for it.</param>
internal sealed class LockedRegion(BlockSpan span, long request)
{
    public BlockSpan Span { get; } = span;

    public long Request { get; } = request;

    /// <summary>Version since which it is in force; null: it is not, or will never be.</summary>
    public required Task<long?> Granted { get; init; }

    /// <summary>Commands that use it or wait for it.</summary>
    public int UserCount { get; set; }

    /// <summary>Goes back when nobody uses it; nobody begins to.</summary>
    public bool IsEnding { get; set; }
}
