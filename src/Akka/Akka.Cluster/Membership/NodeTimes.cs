namespace Akka.Cluster.Membership;

/// <summary>The durations of a member's part in the protocol, in milliseconds. Immutable.</summary>
internal sealed record NodeTimes
{
    public required long LeaseMs { get; init; }

    /// <summary>The member stops acting so long before its lease ends.</summary>
    public required long MarginMs { get; init; }

    public required long RenewMs { get; init; }

    public required long PollMs { get; init; }

    public required long ToleranceMs { get; init; }

    public required long SupportMs { get; init; }

    public required long JoinRetryMs { get; init; }

    public required int RenewalsInFlightMax { get; init; }

    public required int MembersMax { get; init; }

    /// <summary>Without a granted renewal for so long a member asks the others for their support, in time before its lease ends.</summary>
    public long TroubleMs => Math.Min(2 * RenewMs, (LeaseMs - MarginMs) / 2);

    /// <summary>As configured.</summary>
    public static NodeTimes From(MembershipSettings settings, TimeSpan? retryJoin) => new()
    {
        LeaseMs = Ms(settings.LeaseDuration),
        MarginMs = Ms(settings.SafetyMargin),
        RenewMs = Ms(settings.RenewInterval),
        PollMs = Ms(settings.PollInterval),
        ToleranceMs = Ms(settings.OutageTolerance),
        SupportMs = Ms(settings.SupportDuration),
        JoinRetryMs = Math.Min(Ms(settings.RenewInterval), retryJoin is { } pause ? Ms(pause) : long.MaxValue),
        RenewalsInFlightMax = settings.RenewalsInFlightMax,
        MembersMax = settings.MembersMax,
    };

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
