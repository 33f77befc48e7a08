namespace VioActors.Storage.Paths;

/// <summary>Outcome of a change that was asked for.</summary>
public enum PathChange
{
    Ok,

    /// <summary>It was so already.</summary>
    NoOp,

    /// <summary>An injected cut is still in force.</summary>
    Refused,
}
