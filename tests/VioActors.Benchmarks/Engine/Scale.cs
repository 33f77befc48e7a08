namespace VioActors.Benchmarks.Engine;

/// <summary>How much each benchmark does in one pass.</summary>
internal sealed record Scale
{
    /// <summary>Long enough that a pass takes about a second.</summary>
    public static readonly Scale Full = new();

    /// <summary>Each benchmark once, in moments: shows that it runs, measures nothing.</summary>
    public static readonly Scale Smoke = new()
    {
        Tells = 20_000,
        Asks = 500,
        Starts = 500,
        IdleActors = 1_000,
        Timers = 500,
        MemoryEvents = 2_000,
        SingleWrites = 20,
        GroupWrites = 200,
        GroupActors = 20,
        Replay = 500,
    };

    /// <summary>Messages in a tell pass.</summary>
    public int Tells { get; init; } = 16_000_000;

    public int Asks { get; init; } = 400_000;

    public int Starts { get; init; } = 200_000;

    public int IdleActors { get; init; } = 1_000_000;

    public int Timers { get; init; } = 200_000;

    /// <summary>Events in a pass of the in-memory journal.</summary>
    public int MemoryEvents { get; init; } = 400_000;

    /// <summary>Events in a pass where every event waits for its own flush.</summary>
    public int SingleWrites { get; init; } = 2_000;

    /// <summary>Events in a pass where many share a flush.</summary>
    public int GroupWrites { get; init; } = 60_000;

    /// <summary>Actors that write at the same time.</summary>
    public int GroupActors { get; init; } = 1_000;

    /// <summary>Events of a recovery.</summary>
    public int Replay { get; init; } = 100_000;
}
