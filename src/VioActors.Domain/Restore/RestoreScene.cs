using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Domain.Restore;

/// <summary>What a restore meets: the VIOS as it is, and what it may use. Immutable.</summary>
/// <param name="Current">The configuration of the VIOS that restores.</param>
/// <param name="Pool">The shared pool; null when there is none.</param>
/// <param name="Units">Logical units of that pool.</param>
/// <param name="TakenNames">Names of server adapters that other VIOSes of the CEC have (ID-4).</param>
public sealed record RestoreScene(
    BackupDocument Current, PoolName? Pool, ValueList<SceneUnit> Units, ValueList<AdapterName> TakenNames)
{
    /// <summary>Fibre Channel client adapters that the hypervisor has paired with this VIOS; null: not asked for.</summary>
    public ValueList<VirtualFcAdapter>? VirtualFc { get; init; }
}

/// <summary>A logical unit that could be mapped.</summary>
public sealed record SceneUnit(LuUdid Lu, LuName Name);
