namespace VioActors.Storage.Nbd;

/// <summary>How the client treats a server. Immutable.</summary>
public sealed record NbdOptions
{
    /// <summary>
    /// Every write is on the server's stable storage before it is answered (FUA, or a flush behind it where the server has no FUA). Off
    /// (<c>cache=writeback</c> in the URL): writes are durable after a flush, and the operator promises that the server's cache outlives
    /// its process and every connection, as the page cache of a host that keeps running does. A server that dies with its cache would
    /// otherwise lose writes, and a flush over the next connection could not know of them. Default on.
    /// </summary>
    public bool WriteThrough { get; init; } = true;

    /// <summary>
    /// Refuses servers that do not promise that all connections see the same bytes (NBD_FLAG_CAN_MULTI_CONN): each VIOS has a connection
    /// of its own. Default on.
    /// </summary>
    public bool RequireSharing { get; init; } = true;

    /// <summary>Requests on the wire at once; more wait. 1 to 1024. Too low: throughput suffers from the round trip. Default 32.</summary>
    public int InFlightMax { get; init; } = 32;

    /// <summary>
    /// How long connecting and negotiating may take together, and how long the server may take for one request before the connection is
    /// given up. Too low: a busy server is given up; too high: a hanging one holds I/O longer than initiators wait. Default 15 s.
    /// </summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long an I/O waits for a new connection before it is answered as lost. Zero: it does not wait. Default 10 s.
    /// </summary>
    public TimeSpan ReconnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second attempt to connect; doubles up to 2 s. Default 50 ms.</summary>
    public TimeSpan ReconnectPause { get; init; } = TimeSpan.FromMilliseconds(50);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(InFlightMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(InFlightMax, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AnswerLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReconnectPause, TimeSpan.Zero);
    }
}
