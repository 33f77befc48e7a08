using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Options of a supervisor that waits longer before each restart of its child.</summary>
public static class Backoff
{
    /// <summary>
    /// Restart the child when it fails. It waits from <paramref name="minBackoff"/>, doubled each time up to <paramref
    /// name="maxBackoff"/>, plus up to
    /// <paramref name="randomFactor"/> of that; gives up after <paramref name="maxNrOfRetries"/> (-1: never).
    /// </summary>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffOptionsImpl(
            new BackoffSettings(RestartType.OnFailure, childProps, childName, minBackoff, maxBackoff,
                randomFactor)).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>As above, when the child stops, for whatever reason.</summary>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffOptionsImpl(
            new BackoffSettings(RestartType.OnStop, childProps, childName, minBackoff, maxBackoff,
                randomFactor)).WithMaxNrOfRetries(maxNrOfRetries);
}
