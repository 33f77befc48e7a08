using Akka.Actor;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Backup;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Values;
using VioActors.Persistence.LocalStore;

namespace VioActors.Actors.Vios;

/// <summary>Who a VIOS is and what it works with. Immutable.</summary>
public sealed record ViosDefinition
{
    public required VioUuid Vios { get; init; }

    /// <summary>Host name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Where it sits; carries its CEC and partition (SYS-3).</summary>
    public required DrcName Drc { get; init; }

    /// <summary>Grows with every start.</summary>
    public required long Incarnation { get; init; }

    /// <summary>The pool that it serves.</summary>
    public required PoolName Pool { get; init; }

    public required VioActorsSettings Settings { get; init; }

    /// <summary>Version of this software, reported at registration (REG-13).</summary>
    public required string SoftwareVersion { get; init; }

    /// <summary>The physical adapter through which it reaches the pool; its clients' adapters are linked to it (ID-6). Null: not
    /// known.</summary>
    public required AdapterName? StorageAdapter { get; init; }

    /// <summary>Takes every command and query for the shared VIOS DB.</summary>
    public required IActorRef ViosDb { get; init; }

    /// <summary>The hypervisor of its CEC.</summary>
    public required IActorRef Phyp { get; init; }

    /// <summary>Its own store; the VIOS closes it when it stops.</summary>
    public required ViosLocalStore LocalStore { get; init; }

    /// <summary>What its backups work with; null: it makes none.</summary>
    public BackupEnvironment? Backup { get; init; }

    /// <summary>Backs the whole cluster up when this VIOS is the primary node; null: nobody does.</summary>
    public IActorRef? ClusterBackup { get; init; }

    /// <summary>The storage area network that its Fibre Channel ports are cabled to; null: none.</summary>
    public IActorRef? San { get; init; }

    /// <summary>That network is in another process, or may be.</summary>
    public bool IsSanElsewhere { get; init; }

    /// <summary>How initiators from outside reach it.</summary>
    public required IViosTransport Transport { get; init; }

    /// <summary>Known to every VIOS of the cluster and nobody else, 32 bytes; the interconnects prove it to each other.</summary>
    public required ReadOnlyMemory<byte> ClusterSecret { get; init; }

    /// <summary>
    /// How often what the VIOS has is compared with the DB: its owner may have moved to another node, and a message between nodes may be
    /// lost. Null: both are in this process.
    /// </summary>
    public TimeSpan? CompareInterval { get; init; }

    /// <summary>
    /// Whether this VIOS may touch volumes now: false while others may count it as gone. Asked with each I/O; cheap, thread-safe. Null:
    /// always.
    /// </summary>
    public Func<bool>? MayAct { get; init; }

    public required TimeProvider Time { get; init; }
}
