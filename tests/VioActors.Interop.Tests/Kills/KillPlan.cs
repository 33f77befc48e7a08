using System.Globalization;

namespace VioActors.Interop.Tests.Kills;

/// <summary>How many rounds the kill tests make and which random numbers they draw; both can be set from outside for long runs.</summary>
internal static class KillPlan
{
    private const int DefaultRounds = 12;
    private const int DefaultSeed = 20261121;

    /// <summary>Rounds of writing, VIOACTORS_KILL_ROUNDS or 12.</summary>
    public static int Rounds => Read("VIOACTORS_KILL_ROUNDS", DefaultRounds);

    /// <summary>VIOACTORS_KILL_SEED or a fixed one.</summary>
    public static int Seed => Read("VIOACTORS_KILL_SEED", DefaultSeed);

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;
}
