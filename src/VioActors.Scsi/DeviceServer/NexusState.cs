using VioActors.Scsi.Commands;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.DeviceServer;

/// <summary>What a device server remembers about one I_T nexus: one object for each nexus and logical unit. Thread-safe.</summary>
public sealed class NexusState
{
    private int _seenMedium = -1;

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

    /// <summary>Notes which medium the nexus heard of last; -1: none. Returns what it was before.</summary>
    internal int ExchangeSeenMedium(int medium) => Interlocked.Exchange(ref _seenMedium, medium);

    /// <summary>What came of the copies that this nexus ordered.</summary>
    internal CopyResults Copies { get; } = new();
}
