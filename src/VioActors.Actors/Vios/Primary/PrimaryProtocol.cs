using Akka.Actor;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.Primary;

/// <summary>
/// Sent by an administrator's tool to a VIOS: give the office of the primary node up, and do not claim it for a lease, so that another gets
/// it. Answered with <see cref="PrimaryReport"/>.
/// </summary>
public sealed record RelinquishOffice(string Reason) : INoSerializationVerificationNeeded;

/// <summary>Asks a VIOS whether it acts as the primary node. Answered with <see cref="PrimaryReport"/>.</summary>
public sealed record GetPrimaryReport
{
    public static GetPrimaryReport Instance { get; } = new();
}

/// <summary>What a VIOS knows of its own office.</summary>
/// <param name="Acts">It is the primary node at this moment.</param>
/// <param name="Term">The term in which it acts; 0 when it does not.</param>
/// <param name="ActsFor">How long it acts without another renewal.</param>
public sealed record PrimaryReport(bool Acts, long Term, TimeSpan ActsFor) : INoSerializationVerificationNeeded;

/// <summary>The VIOS serves: it may be the primary node from now on. Told by the VIOS.</summary>
internal sealed record StandForPrimary
{
    public static StandForPrimary Instance { get; } = new();
}

/// <summary>The local store has this cluster data now (REG-8). Told by the VIOS.</summary>
internal sealed record ClusterKnown(ClusterData Cluster);

/// <summary>The VIOS is about to stop: its office ends first. Answered with <see cref="OfficeLeft"/>.</summary>
internal sealed record LeaveOffice(string Reason);

/// <summary>Answer to <see cref="LeaveOffice"/>: it acts no more, and the DB was told if it could be reached.</summary>
internal sealed record OfficeLeft
{
    public static OfficeLeft Instance { get; } = new();
}
