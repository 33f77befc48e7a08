namespace VioActors.Pbm.Client;

/// <summary>How a command ended.</summary>
public enum PbmOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    Succeeded,

    /// <summary>The host refused it or it failed; the last lines say why.</summary>
    Failed,

    Cancelled,

    /// <summary>The connection ended first; what the command did is unknown.</summary>
    ConnectionLost,
}
