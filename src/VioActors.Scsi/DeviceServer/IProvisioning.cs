namespace VioActors.Scsi.DeviceServer;

/// <summary>Space of a thin unit and of the pool behind it. Thread-safe.</summary>
public interface IProvisioning
{
    /// <summary>Null: the owner does not answer now.</summary>
    ValueTask<ProvisionedSpace?> FindAsync(CancellationToken cancellation);
}

/// <summary>Answer of <see cref="IProvisioning"/>.</summary>
/// <param name="UsedBlocks">That the unit has space for.</param>
/// <param name="AvailableBlocks">That it can still get space for.</param>
public readonly record struct ProvisionedSpace(long UsedBlocks, long AvailableBlocks);
