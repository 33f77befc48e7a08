using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Registration;

/// <summary>
/// Pauses between the tries of one VIOS to get an answer: each up to twice the last, until the longest. They differ from VIOS to VIOS, so
/// that a thousand which were not answered do not come back together, and a VIOS DB that is only busy is not given more to do for it.
/// Not thread-safe: part of one actor's state.
/// </summary>
internal sealed class RetryPause(VioUuid vios, TimeSpan first, TimeSpan longest)
{
    /// <summary>2^32 divided by the golden ratio: neighbouring numbers come out far apart.</summary>
    private const uint Scatter = 0x9E37_79B9;

    private int _tries;

    /// <summary>The nominal pause and up to an eighth more.</summary>
    public TimeSpan Next()
    {
        var doubled = first * Math.Pow(2, Math.Min(_tries++, 16));
        var nominal = doubled < longest ? doubled : longest;
        var part = (((uint)vios.Value.GetHashCode() + (uint)_tries) * Scatter >> 22) / 1024.0;
        return nominal * (1 + (part / 8));
    }

    /// <summary>It was answered: the next pause is the first again.</summary>
    public void Reset() => _tries = 0;
}
