using VioActors.Actors.Settings;
using VioActors.Domain.Common;

namespace VioActors.Node.Dev;

/// <summary>What the dev role takes from outside: settings, clock, identities, chance. Immutable.</summary>
public sealed record DevEnvironment(VioActorsSettings Settings, TimeProvider Time, IIdSource Ids, Random Random)
{
    /// <summary>How long a part of this process may take to answer before the start is given up.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    public static string SoftwareVersion { get; } = typeof(DevEnvironment).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The environment of a real run.</summary>
    public static DevEnvironment Real(VioActorsSettings settings) => new(settings, TimeProvider.System, new SystemIdSource(), new Random());
}

/// <summary>A part of the system did not start; the message says which, why, and what to do.</summary>
public sealed class DevStartException(string message) : Exception(message);
