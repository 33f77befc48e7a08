namespace VioActors.Pbm.Client;

/// <summary>Times of a client. Immutable, thread-safe.</summary>
public sealed record PbmClientOptions
{
    public static PbmClientOptions Default { get; } = new();

    /// <summary>For connecting, greeting and the palettes together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Well below the host's idle-timeout (120 s), or the host takes the client for dead.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
