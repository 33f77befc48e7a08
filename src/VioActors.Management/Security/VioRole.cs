namespace VioActors.Management.Security;

/// <summary>What a caller may do; each may do what the ones before it may.</summary>
public enum VioRole
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Also makes, changes and removes LUs, adapters, mappings, and settings of pools.</summary>
    Operator,

    /// <summary>Also changes the cluster: its members and policies; and reads nothing more than a viewer.</summary>
    Administrator,
}

/// <summary>Who sends a request. Immutable; thread-safe.</summary>
/// <param name="Name">Name of the token, for the audit log.</param>
/// <param name="Address">Where the request came from.</param>
public sealed record Caller(string Name, VioRole Role, string Address);
