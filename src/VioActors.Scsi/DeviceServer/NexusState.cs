using VioActors.Scsi.Luns;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.DeviceServer;

/// <summary>What a device server remembers about one I_T nexus: one object for each nexus and logical unit. Thread-safe.</summary>
public sealed class NexusState
{
    private volatile bool _preventsRemoval;

    /// <summary>A nexus begins with the power-on condition, as after a login (SAM-5 clause 6.3.1).</summary>
    public NexusState(NexusIdentity identity, ILunInventory luns)
    {
        Identity = identity;
        Luns = luns;
        UnitAttentions.Raise(SenseCodes.PowerOn);
    }

    public NexusIdentity Identity { get; }

    public ILunInventory Luns { get; }

    public UnitAttentionQueue UnitAttentions { get; } = new();

    /// <summary>PREVENT ALLOW MEDIUM REMOVAL with PREVENT is in force for this nexus (SBC-3 clause 5.13).</summary>
    internal bool PreventsRemoval
    {
        get => _preventsRemoval;
        set => _preventsRemoval = value;
    }
}
