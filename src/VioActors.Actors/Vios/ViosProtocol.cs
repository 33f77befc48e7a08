using Akka.Actor;
using VioActors.Actors.Vios.Dsa;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios;

/// <summary>Where a VIOS is in its life.</summary>
public enum ViosPhase
{
    /// <summary>Bringing up its software stack.</summary>
    Initialising,

    /// <summary>In conversation with the VIOS DB.</summary>
    Registering,

    /// <summary>A member; waits for its pool and devices.</summary>
    ClusterAware,

    /// <summary>Serves its clients.</summary>
    Serving,

    /// <summary>Not a member: serves nobody until told to try again (REG-3).</summary>
    RegistrationFailed,

    /// <summary>Ends in order.</summary>
    Stopping,
}

/// <summary>Asks a VIOS how it is. Answered with <see cref="ViosReport"/>.</summary>
public sealed record GetViosReport
{
    public static GetViosReport Instance { get; } = new();
}

/// <summary>How a VIOS is.</summary>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Detail">Why, for people.</param>
/// <param name="RegistrationAttempts">Requests that its last registration took.</param>
/// <param name="ClusterVersion">Version of the cluster data that it holds; null before the first registration.</param>
/// <param name="Devices">Its adapters and mappings as it serves them; null before it knows them.</param>
/// <param name="Portals">Addresses on which it listens.</param>
/// <param name="Path">Its physical path; null before its pool is open.</param>
public sealed record ViosReport(
    VioUuid Vios,
    string Name,
    DrcName Drc,
    long Incarnation,
    ViosPhase Phase,
    string Detail,
    IReadOnlyList<LayerState> Stack,
    int RegistrationAttempts,
    ObjectVersion? ClusterVersion,
    ViosDevices? Devices,
    IReadOnlyList<string> Portals,
    PathReport? Path) : INoSerializationVerificationNeeded
{
    /// <summary>Version of the cluster data in its local store: before it is registered, what it knows from its life before.</summary>
    public ObjectVersion? LocalStoreVersion { get; init; }

    /// <summary>What it is told by the VIOS DB (REG-5); empty before it is cluster aware.</summary>
    public IReadOnlyList<ViosSubscription> Subscriptions { get; init; } = [];
}

/// <summary>A subscription of a VIOS at the VIOS DB.</summary>
/// <param name="Subject">What it is about, for people.</param>
/// <param name="SinceUtc">When it was made or renewed last.</param>
/// <param name="LastTold">The last version that was announced; null: none yet.</param>
public sealed record ViosSubscription(string Subject, DateTimeOffset SinceUtc, ObjectVersion? LastTold);

/// <summary>Tells a VIOS whose registration failed to try again. Answered with <see cref="ViosReport"/>.</summary>
public sealed record RegisterAgain
{
    public static RegisterAgain Instance { get; } = new();
}

/// <summary>Tells a VIOS to end in order: sessions closed, the DB told. It stops itself then; watch it.</summary>
/// <param name="Reason">For the log and the clients.</param>
public sealed record StopVios(string Reason);
