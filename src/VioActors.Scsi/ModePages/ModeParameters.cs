using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.ModePages;

/// <summary>The mode parameters that an initiator can change. Immutable.</summary>
/// <param name="WriteCacheEnabled">WCE: a write may be answered before it is on stable storage.</param>
/// <param name="DescriptorSense">D_SENSE: sense data in descriptor format.</param>
/// <param name="SoftwareWriteProtect">SWP: writes are refused with 07/27/02.</param>
public sealed record ModeParameters(bool WriteCacheEnabled = true, bool DescriptorSense = false, bool SoftwareWriteProtect = false);

/// <summary>The current mode parameters of one logical unit, shared by all its nexuses (MLUS 00b). Thread-safe.</summary>
public interface IModeParameters
{
    /// <summary>In force now.</summary>
    ModeParameters Current { get; }

    /// <summary>In force after a reset, and what MODE SENSE reports as default values.</summary>
    ModeParameters Default { get; }

    /// <summary>
    /// The implementation raises 2A/01 for every nexus but the asker's; otherwise the asking device server does, for its own nexuses.
    /// </summary>
    bool TellsEveryNexus => false;

    /// <summary>Takes effect on every node before it completes, or nowhere.</summary>
    /// <param name="asker">The nexus that is not told; null: all are.</param>
    ValueTask<BackendResult> ChangeAsync(ModeParameters parameters, NexusIdentity? asker, CancellationToken cancellation);
}

/// <summary>Mode parameters within one process. Thread-safe.</summary>
public sealed class LocalModeParameters(ModeParameters parameters) : IModeParameters
{
    private volatile ModeParameters _current = parameters;

    public ModeParameters Current => _current;

    public ModeParameters Default { get; } = parameters;

    public ValueTask<BackendResult> ChangeAsync(ModeParameters parameters, NexusIdentity? asker, CancellationToken cancellation)
    {
        _current = parameters;
        return ValueTask.FromResult(BackendResult.Ok);
    }
}
