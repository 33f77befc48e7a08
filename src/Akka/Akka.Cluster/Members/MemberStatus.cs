namespace Akka.Cluster;

/// <summary>
/// Where a member is in its life: Joining → Up → Leaving → Exiting → Removed, and from each of the first four → Down → Removed.
/// </summary>
public enum MemberStatus
{
    /// <summary>Known, not yet part of the work.</summary>
    Joining,

    /// <summary>A full member.</summary>
    Up,

    /// <summary>Asked to leave.</summary>
    Leaving,

    /// <summary>Handing over what it has.</summary>
    Exiting,

    /// <summary>Shut out; removed as soon as it is certain that it does not act any more.</summary>
    Down,

    /// <summary>No member any more. Another incarnation of the system may join.</summary>
    Removed,

    /// <summary>Never used by this engine: a member goes up when the database says so, whoever is unreachable.</summary>
    WeaklyUp,
}
