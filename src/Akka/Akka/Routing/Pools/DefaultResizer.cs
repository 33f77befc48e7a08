using Akka.Configuration;

namespace Akka.Routing;

/// <summary>
/// Grows a pool whose routees are all busy and shrinks one of which few are. See <c>akka.actor.deployment.default.resizer</c>.
/// </summary>
public class DefaultResizer : Resizer
{
    /// <summary>
    /// Keeps between <paramref name="lower"/> and <paramref name="upper"/> routees. A routee is under pressure when it has more than
    /// <paramref name="pressureThreshold"/> - 1 waiting messages (with 0: when it is handling one). When all are, the pool grows by
    /// <paramref name="rampupRate"/>; when less than <paramref name="backoffThreshold"/> of them are, it shrinks by <paramref
    /// name="backoffRate"/>. Throws <see cref="ArgumentException"/> for values out of range.
    /// </summary>
    public DefaultResizer(
        int lower,
        int upper,
        int pressureThreshold = 1,
        double rampupRate = 0.2,
        double backoffThreshold = 0.3,
        double backoffRate = 0.1,
        int messagesPerResize = 10)
    {
        Require(lower >= 0, nameof(lower), "at least 0", lower);
        Require(upper >= lower, nameof(upper), $"at least lower, {lower}", upper);
        Require(rampupRate >= 0, nameof(rampupRate), "at least 0", rampupRate);
        Require(backoffThreshold is >= 0 and <= 1, nameof(backoffThreshold), "between 0 and 1", backoffThreshold);
        Require(backoffRate >= 0, nameof(backoffRate), "at least 0", backoffRate);
        Require(messagesPerResize > 0, nameof(messagesPerResize), "more than 0", messagesPerResize);
        LowerBound = lower;
        UpperBound = upper;
        PressureThreshold = pressureThreshold;
        RampupRate = rampupRate;
        BackoffThreshold = backoffThreshold;
        BackoffRate = backoffRate;
        MessagesPerResize = messagesPerResize;
    }

    /// <summary>Routees at least.</summary>
    public int LowerBound { get; set; }

    /// <summary>Routees at most.</summary>
    public int UpperBound { get; set; }

    /// <summary>Waiting messages from which a routee is under pressure.</summary>
    public int PressureThreshold { get; }

    /// <summary>By what part of its size the pool grows.</summary>
    public double RampupRate { get; }

    /// <summary>Below what part of busy routees the pool shrinks.</summary>
    public double BackoffThreshold { get; }

    /// <summary>By what part of its size the pool shrinks.</summary>
    public double BackoffRate { get; }

    /// <summary>Messages from one decision to the next.</summary>
    public int MessagesPerResize { get; }

    /// <summary>The resizer of a deployment; <c>null</c> when it is not enabled.</summary>
    public static DefaultResizer? FromConfig(Config resizerConfig)
    {
        var config = resizerConfig.HasPath("resizer") ? resizerConfig.GetConfig("resizer") : resizerConfig;
        return !config.GetBoolean("enabled")
            ? null
            : new DefaultResizer(
                config.GetInt("lower-bound"),
                config.GetInt("upper-bound"),
                config.GetInt("pressure-threshold"),
                config.GetDouble("rampup-rate"),
                config.GetDouble("backoff-threshold"),
                config.GetDouble("backoff-rate"),
                config.GetInt("messages-per-resize"));
    }

    /// <inheritdoc />
    public override bool IsTimeForResize(long messageCounter) => messageCounter % MessagesPerResize == 0;

    /// <inheritdoc />
    public override int Resize(IEnumerable<Routee> currentRoutees) => Capacity(currentRoutees);

    /// <summary>The change of the size.</summary>
    public int Capacity(IEnumerable<Routee> currentRoutees)
    {
        var routees = currentRoutees.ToArray();
        var proposed = routees.Length + Filter(Pressure(routees), routees.Length);
        return Math.Clamp(proposed, LowerBound, UpperBound) - routees.Length;
    }

    /// <summary>Number of routees under pressure.</summary>
    public int Pressure(IEnumerable<Routee> currentRoutees) => currentRoutees.Count(routee => PressureThreshold switch
    {
        < 1 => RouteeLoad.IsBusy(routee),
        1 => RouteeLoad.IsBusy(routee) && RouteeLoad.Messages(routee) > 0,
        _ => RouteeLoad.Messages(routee) >= PressureThreshold,
    });

    /// <summary>Growth or shrinkage, without bounds.</summary>
    public int Filter(int pressure, int capacity) => Rampup(pressure, capacity) + Backoff(pressure, capacity);

    /// <summary>Growth.</summary>
    public int Rampup(int pressure, int capacity) => pressure < capacity ? 0 : (int)Math.Ceiling(RampupRate * capacity);

    /// <summary>Shrinkage, not positive.</summary>
    public int Backoff(int pressure, int capacity) =>
        BackoffThreshold > 0 && BackoffRate > 0 && capacity > 0 && (double)pressure / capacity < BackoffThreshold
            ? (int)Math.Floor(-BackoffRate * capacity)
            : 0;

    private static void Require(bool holds, string parameter, string expected, double value)
    {
        if (!holds)
            throw new ArgumentException($"{parameter} of a resizer must be {expected}; it is {value}.", parameter);
    }
}
