namespace VioActors.Pbm.Client;

/// <summary>Exit codes of <c>pbm</c>, for scripts.</summary>
public static class PbmExitCode
{
    public const int Success = 0;

    /// <summary>The host refused the command or it failed. A script on standard input: at least one of its commands.</summary>
    public const int CommandFailed = 1;

    /// <summary>The command line of pbm itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No host answers, or the connection was lost.</summary>
    public const int NoConnection = 3;

    /// <summary>Cancelled by the user, as shells count SIGINT.</summary>
    public const int Interrupted = 130;
}
