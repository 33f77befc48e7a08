using Akka.Actor;
using VioActors.Domain.Values;

namespace VioActors.Management.Backups;

/// <summary>Who makes and restores backups for the API. Immutable; thread-safe.</summary>
/// <param name="Vioses">The actor of a VIOS, by name and UUID, in this process or another; null: it is down.</param>
/// <param name="Cluster">Backs the cluster up.</param>
public sealed record BackupTargets(string ClusterName, Func<string, VioUuid, ICanTell?> Vioses, ICanTell Cluster);
