using Akka.Actor;
using VioActors.Actors.Vios.Transport;
using VioActors.Api;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Pbm.Relay;

namespace VioActors.Pbm.Palettes;

/// <summary>What the command palettes work on. Immutable; thread-safe.</summary>
public sealed record PbmContext
{
    /// <summary>Takes every command and query for the shared VIOS DB.</summary>
    public required IActorRef ViosDb { get; init; }

    /// <summary>The VIOS API of this node; null when it is switched off.</summary>
    public IVioApi? Api { get; init; }

    /// <summary>The hypervisor of this CEC.</summary>
    public required IActorRef Phyp { get; init; }

    /// <summary>The VIOSes that run in this process now, by name.</summary>
    public required Func<IReadOnlyDictionary<string, IActorRef>> Vioses { get; init; }

    /// <summary>The processes that run the other VIOSes of the cluster.</summary>
    public IViosElsewhere Elsewhere { get; init; } = NoViosElsewhere.Instance;

    /// <summary>The processes that run the CECs and the storage area network.</summary>
    public IPartsElsewhere PartsElsewhere { get; init; } = NoPartsElsewhere.Instance;

    /// <summary>The built-in client partition, or null.</summary>
    public required Func<IActorRef?> Lpar { get; init; }

    /// <summary>Stops a VIOS in order.</summary>
    public required Func<string, Task> StopVios { get; init; }

    /// <summary>Starts a VIOS and waits until it serves.</summary>
    public required Func<string, Task> StartVios { get; init; }

    /// <summary>Backup and restore of the whole cluster; null: not here.</summary>
    public IActorRef? ClusterBackup { get; init; }

    /// <summary>Seals the secrets of CHAP; null: they cannot be set here.</summary>
    public Func<ChapVault>? Chap { get; init; }

    public string ClusterName { get; init; } = "";

    /// <summary>The storage area network; null: none.</summary>
    public IActorRef? San { get; init; }

    /// <summary>The CEC, which runs partitions; null: not here.</summary>
    public IActorRef? CecActor { get; init; }

    /// <summary>Where LUNs are made whose place is not named; null: their storage is not in this process.</summary>
    public string? SanDirectory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required PoolName Pool { get; init; }

    public required CecId Cec { get; init; }

    public required IIdSource Ids { get; init; }
}
