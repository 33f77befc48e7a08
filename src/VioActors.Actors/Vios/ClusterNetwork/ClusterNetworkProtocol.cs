using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Wire;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// Sent by an administrator's tool to a VIOS: cuts its way to the VIOS DB, or restores it. Answered with
/// <see cref="ClusterNetworkReport"/>.
/// </summary>
public sealed record CutClusterNetwork(bool Cut) : INoSerializationVerificationNeeded;

/// <summary>Asks a VIOS for its way to the VIOS DB. Answered with <see cref="ClusterNetworkReport"/>.</summary>
public sealed record GetClusterNetworkReport
{
    public static GetClusterNetworkReport Instance { get; } = new();
}

/// <summary>The way to the VIOS DB as it is now.</summary>
/// <param name="Dropped">Messages dropped while it was cut, in both directions.</param>
public sealed record ClusterNetworkReport(bool IsCut, long Dropped) : INoSerializationVerificationNeeded
{
    /// <summary>The VIOS DB does not answer by it.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Why the DB by it only answers what it is asked, and stores nothing; null: it stores.</summary>
    public string? WriteProblem { get; init; }

    /// <summary>The peer VIOS through which messages go meanwhile (RED-5); null: none.</summary>
    public string? Through { get; init; }

    /// <summary>Questions that alone had no answer and were asked through a peer, too.</summary>
    public long PassedOn { get; init; }
}

/// <summary>The way to the VIOS DB was cut, or is another one than before: the own, or through a peer. To the VIOS.</summary>
internal sealed record ClusterNetworkChanged(bool Up);

/// <summary>What the VIOS DB is told by the own way can be stored again, or cannot: why. To the VIOS.</summary>
internal sealed record DbWritesChanged(string? Problem);

/// <summary>Whom this VIOS could reach the VIOS DB through. From the VIOS, once it knows its peers.</summary>
internal sealed record DbThroughPeers(IoRelay Relay) : INoSerializationVerificationNeeded
{
    /// <summary>Who connects to them when they are needed (<see cref="ConnectToPeers"/>), and ends when there are others; null: they are
    /// connected.</summary>
    public IActorRef? Connector { get; init; }
}

/// <summary>A message of the VIOS DB came through a peer, for the part with that number.</summary>
internal sealed record DbAnswered(PeerLink Link, ulong Client, byte[] Message) : INoSerializationVerificationNeeded;

/// <summary>Another VIOS sends a message to the VIOS DB through this one.</summary>
/// <param name="Client">Number of the part that gets the answers; 0: none.</param>
internal sealed record PeerAsksDb(CkeConnection Connection, CkeParty Origin, ulong Client, DbFrameUse Use, byte[] Message)
    : INoSerializationVerificationNeeded;

/// <summary>A connection of another VIOS ended.</summary>
internal sealed record PeerLeftDb(CkeConnection Connection) : INoSerializationVerificationNeeded;
