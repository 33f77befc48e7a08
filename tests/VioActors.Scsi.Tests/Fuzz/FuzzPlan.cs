using System.Globalization;

namespace VioActors.Scsi.Tests.Fuzz;

/// <summary>
/// How long a fuzzer runs and where it begins: VIOACTORS_FUZZ_SECONDS (2 without it) and VIOACTORS_FUZZ_SEED (1 without it; anything with
/// a longer run). Each case has a seed of its own, so that one case can be run again alone: with its seed and zero seconds.
/// </summary>
internal static class FuzzPlan
{
    private static readonly double Seconds = Number("VIOACTORS_FUZZ_SECONDS") ?? 2;

    /// <summary>Runs case after case; a failure names the seed that repeats it.</summary>
    public static async Task RunAsync(Action<string> say, Func<int, Task> runCase)
    {
        var first = (int)(Number("VIOACTORS_FUZZ_SEED") ?? (Seconds > 2 ? Environment.TickCount & 0x3FFFFFFF : 1));
        var start = TimeProvider.System.GetTimestamp();
        say($"first seed {first}");
        var seed = first;
        do
        {
            try
            {
                await runCase(seed);
            }
            catch (Exception cause)
            {
                throw new FuzzFailureException($"VIOACTORS_FUZZ_SEED={seed} VIOACTORS_FUZZ_SECONDS=0 repeats this.", cause);
            }
            seed++;
        }
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < Seconds);
        say($"{seed - first} cases");
    }

    private static double? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>A case of a fuzzer failed; the message says how to repeat it.</summary>
internal sealed class FuzzFailureException(string message, Exception cause) : Exception(message, cause);
